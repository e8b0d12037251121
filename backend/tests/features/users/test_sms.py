from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import aiosmtplib
import pytest
from loguru import logger
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as PlainResponse
from starlette.routing import Route

from app.core import json
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Environment, Settings
from app.features.users.errors import SmsUnavailableError
from app.features.users.providers import sms
from tests.sandbox.serving import address_of, bound_socket, serving

SETTINGS = Settings(
    sms_http_url="https://gateway.example/messages",
    sms_http_token="token-of-the-gateway",
    sms_from="HOSTWRIGHT",
)


def _text(message_id: UUID | None = None) -> sms.Text:
    return sms.Text(message_id or new_id(), "+79991234567", "123456: code")


@asynccontextmanager
async def _gateway(status: int) -> AsyncIterator[tuple[sms.HttpGateway, list[dict[str, Any]]]]:
    """A gateway that answers with one status, and what it was sent."""
    seen: list[dict[str, Any]] = []

    async def take(request: Request) -> PlainResponse:
        seen.append(dict(request.headers) | json.loads(await request.body()))
        return PlainResponse(status_code=status)

    opened = bound_socket()
    async with serving(Starlette(routes=[Route("/m", take, methods=["POST"])]), opened):
        settings = SETTINGS.model_copy(update={"sms_http_url": f"{address_of(opened)}/m"})
        yield sms.HttpGateway(settings), seen


async def test_a_gateway_is_given_number_text_and_a_key_of_its_own() -> None:
    async with _gateway(202) as (gateway, seen):
        await gateway.send(_text())
    [sent] = seen
    assert sent["authorization"] == "Bearer token-of-the-gateway"
    assert (sent["to"], sent["from"]) == ("+79991234567", "HOSTWRIGHT")
    assert sent["text"] == "123456: code"
    assert sent["idempotency-key"] == sent["id"]


async def test_without_a_token_no_credentials_are_sent() -> None:
    async with _gateway(202) as (gateway, seen):
        open_to_us = gateway.settings.model_copy(update={"sms_http_token": SecretStr("")})
        await sms.HttpGateway(open_to_us).send(_text())
    [sent] = seen
    assert "authorization" not in sent


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_busy_gateway_is_asked_again(status: int) -> None:
    async with _gateway(status) as (gateway, _):
        with pytest.raises(sms.SmsFailedError):
            await gateway.send(_text())


async def test_a_gateway_out_of_reach_is_asked_again() -> None:
    with bound_socket() as silent:
        away = SETTINGS.model_copy(update={"sms_http_url": address_of(silent)})
        with pytest.raises(sms.SmsFailedError, match="UnreachableError"):
            await sms.HttpGateway(away).send(_text())


@pytest.mark.parametrize("status", [400, 401, 422])
async def test_a_refusal_is_final(status: int) -> None:
    async with _gateway(status) as (gateway, _):
        with pytest.raises(sms.SmsRefusedError):
            await gateway.send(_text())


async def test_the_console_shows_the_message() -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}")
    try:
        await sms.Console(SETTINGS).send(_text())
    finally:
        logger.remove(sink)
    assert "+79991234567" in lines[0]


async def test_the_mailbox_gets_an_email(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []

    async def keep(mail: object, **where: object) -> None:
        sent.append((mail, where))

    monkeypatch.setattr(aiosmtplib, "send", keep)
    await sms.Mailbox(SETTINGS).send(_text())
    [(mail, where)] = sent
    assert mail["To"] == "79991234567@sms.invalid"  # type: ignore[index]  # an EmailMessage
    assert (where["hostname"], where["port"]) == (SETTINGS.smtp_host, SETTINGS.smtp_port)


async def test_a_mailbox_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_mail: object, **_where: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(aiosmtplib, "send", away)
    with pytest.raises(sms.SmsFailedError):
        await sms.Mailbox(SETTINGS).send(_text())


def _named(monkeypatch: pytest.MonkeyPatch, name: str, environment: Environment) -> None:
    settings = Settings(
        sms_provider=name, environment=environment, secret_key="a-secret-of-the-tests-0123456789"
    )
    monkeypatch.setattr(sms, "get_settings", lambda: settings)


@pytest.mark.parametrize(
    ("name", "environment", "kind"),
    [
        ("", Environment.DEVELOPMENT, sms.Mailbox),
        ("console", Environment.DEVELOPMENT, sms.Console),
        ("http", Environment.PRODUCTION, sms.HttpGateway),
    ],
)
def test_the_operator_chooses(
    monkeypatch: pytest.MonkeyPatch, name: str, environment: Environment, kind: type
) -> None:
    _named(monkeypatch, name, environment)
    assert isinstance(sms.provider(), kind)


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("", Environment.PRODUCTION),
        ("console", Environment.PRODUCTION),
        ("mailbox", Environment.PRODUCTION),
        ("none", Environment.DEVELOPMENT),
    ],
)
def test_nothing_pretends_to_send(
    monkeypatch: pytest.MonkeyPatch, name: str, environment: Environment
) -> None:
    _named(monkeypatch, name, environment)
    with pytest.raises(SmsUnavailableError):
        sms.require()


@pytest.mark.parametrize("locale", list(Locale))
def test_a_message_begins_with_its_digits_and_is_short(locale: Locale) -> None:
    text = sms.code_text(locale, "123456", "Beacon")
    assert text.startswith("123456")
    assert "Beacon" in text
    assert len(text) <= 140
