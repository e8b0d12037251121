"""Forged, altered, old and repeated notices have no effect; a real one is only a hint."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.features.billing.providers import registry
from app.features.billing.providers.sandbox import SandboxGateway
from tests.fakes.payments import PaymentProvider, notice, signed

BODY = notice("pay_1")

pytestmark = pytest.mark.usefixtures("provider")


def _at(seconds: int) -> str:
    moment = clock.now() + timedelta(seconds=seconds)
    return signed(BODY, at=int(moment.timestamp()))


FORGED: dict[str, Callable[[], str | None]] = {
    "unsigned": lambda: None,
    "empty": lambda: "",
    "nonsense": lambda: "hello",
    "another secret": lambda: signed(BODY, secret="wrong"),
    "no secret": lambda: signed(BODY, secret=""),
    "another body": lambda: signed(BODY + b" "),
    "too old": lambda: _at(-301),
    "from the future": lambda: _at(301),
    "another moment": lambda: signed(BODY).replace("t=1", "t=2", 1),
    "no moment": lambda: signed(BODY).partition(",")[2],
    "upper case": lambda: signed(BODY).upper(),
    "another scheme": lambda: signed(BODY).replace("v1=", "v0="),
    "more behind": lambda: signed(BODY) + ",v1=" + "0" * 64,
    "cut": lambda: signed(BODY)[:-1],
    "letters that are no letters": lambda: signed(BODY)[:-1] + "\u00e9",
    "a huge moment": lambda: "t=999999999999,v1=" + "0" * 64,
    "negative": lambda: signed(BODY).replace("t=", "t=-"),
}


async def _send(client: AsyncClient, body: bytes, signature: str | None) -> Response:
    headers = [] if signature is None else [(b"Sandbox-Signature", signature.encode("latin-1"))]
    return await client.post("/webhooks/sandbox", content=body, headers=headers)


async def _kept(session: AsyncSession) -> list[int]:
    counts = "SELECT (SELECT count(*) FROM provider_event), (SELECT count(*) FROM job)"
    return list((await session.execute(text(counts))).one())


@pytest.mark.parametrize("flaw", FORGED)
async def test_what_is_not_signed_now_by_the_provider_has_no_effect(
    client: AsyncClient, session: AsyncSession, flaw: str
) -> None:
    with clock.freeze(clock.now()):
        answer = await _send(client, BODY, FORGED[flaw]())
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "webhook_signature_invalid"
    assert await _kept(session) == [0, 0]


@pytest.mark.parametrize("seconds", [-299, 0, 299])
async def test_a_signature_counts_for_five_minutes(client: AsyncClient, seconds: int) -> None:
    with clock.freeze(clock.now()):
        answer = await _send(client, BODY, _at(seconds))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"id": "evt_1"}',
        b'{"id": "evt_1", "type": "x", "data": {}}',
        b'{"id": "evt_1", "type": "x", "data": {"object": {"id": 7}}}',
        b'{"id": null, "type": "x", "data": {"object": {"id": "pay_1"}}}',
        b'{"id": "evt\\u0000", "type": "x", "data": {"object": {"id": "pay_1"}}}',
    ],
)
async def test_signed_nonsense_is_refused(
    client: AsyncClient, session: AsyncSession, body: bytes
) -> None:
    answer = await _send(client, body, signed(body))
    assert (answer.status_code, answer.json()["code"]) == (400, "webhook_malformed")
    assert await _kept(session) == [0, 0]


async def test_a_notice_is_kept_once_and_answered_every_time(
    client: AsyncClient, session: AsyncSession
) -> None:
    for _ in range(3):
        answer = await _send(client, BODY, signed(BODY))
        assert (answer.status_code, answer.json()) == (200, {})
    assert await _kept(session) == [1, 1]
    other = notice("pay_1", event="evt_2")
    await _send(client, other, signed(other))
    assert await _kept(session) == [2, 2]


async def test_an_old_notice_cannot_be_played_again_later(
    client: AsyncClient, session: AsyncSession
) -> None:
    signature = signed(BODY)
    await _send(client, BODY, signature)
    with clock.freeze(clock.now() + timedelta(hours=1)):
        again = await _send(client, BODY, signature)
    assert again.status_code == 400
    assert await _kept(session) == [1, 1]


async def test_without_a_secret_no_notice_is_believed(
    client: AsyncClient,
    session: AsyncSession,
    provider: PaymentProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Anybody can sign with an empty secret."""
    open_door = SandboxGateway(provider.address, "key", "")
    monkeypatch.setitem(registry._installed, "sandbox", open_door)
    answer = await _send(client, BODY, signed(BODY, secret=""))
    assert (answer.status_code, answer.json()["code"]) == (400, "webhook_signature_invalid")
    assert await _kept(session) == [0, 0]


async def test_what_a_notice_claims_is_not_believed(
    client: AsyncClient, session: AsyncSession, provider: PaymentProvider
) -> None:
    """It says succeeded; the provider says pending."""
    made = await provider.order("inv-1", 100)
    body = notice(made["id"])
    assert (await _send(client, body, signed(body))).status_code == 200
    assert await session.scalar(text("SELECT count(*) FROM ledger_entry")) == 0
