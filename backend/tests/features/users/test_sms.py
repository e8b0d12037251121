from uuid import UUID

import aiosmtplib
import httpx2
import pytest
from loguru import logger

from app.core import json
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Environment, Settings
from app.features.users.errors import SmsUnavailableError
from app.features.users.providers import sms

SETTINGS = Settings(
    sms_http_url="https://gateway.example/messages",
    sms_http_token="token-of-the-gateway",
    sms_from="HOSTWRIGHT",
)


def _text(message_id: UUID | None = None) -> sms.Text:
    return sms.Text(message_id or new_id(), "+79991234567", "123456: code")


async def _post(answer: httpx2.Response | Exception) -> list[httpx2.Request]:
    seen: list[httpx2.Request] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    await sms.HttpGateway(SETTINGS, httpx2.MockTransport(take)).send(_text())
    return seen


async def test_a_gateway_is_given_number_text_and_a_key_of_its_own() -> None:
    [request] = await _post(httpx2.Response(202))
    body = json.loads(request.content)
    assert str(request.url) == "https://gateway.example/messages"
    assert request.headers["authorization"] == "Bearer token-of-the-gateway"
    assert (body["to"], body["from"]) == ("+79991234567", "HOSTWRIGHT")
    assert body["text"] == "123456: code"
    assert request.headers["idempotency-key"] == body["id"]


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_busy_gateway_is_asked_again(status: int) -> None:
    with pytest.raises(sms.SmsFailedError):
        await _post(httpx2.Response(status))


async def test_a_gateway_out_of_reach_is_asked_again() -> None:
    with pytest.raises(sms.SmsFailedError, match="ConnectError"):
        await _post(httpx2.ConnectError("away"))


@pytest.mark.parametrize("status", [400, 401, 422])
async def test_a_refusal_is_final(status: int) -> None:
    with pytest.raises(sms.SmsRefusedError):
        await _post(httpx2.Response(status))


async def test_the_console_shows_the_message() -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}")
    try:
        await sms.Console(SETTINGS).send(_text())
    finally:
        logger.remove(sink)
    assert "+79991234567" in lines[0]


async def test_the_mailbox_gets_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
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
    settings = Settings(sms_provider=name, environment=environment, secret_key="x" * 40)
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
    text = sms.code_text(locale, "123456")
    assert text.startswith("123456")
    assert len(text) <= 140
