"""The proof of an address: made when the letter is sent, stored nowhere, and it works."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.settings import Settings
from app.events.outbox import publish
from app.events.users import UserRegistered
from tests.factories.accounts import make_customer
from tests.features.notifications.conftest import PostOffice

Drain = Callable[[], Awaitable[int]]
NEW = {
    "email": "vera@example.com",
    "password": "a long enough phrase",
    "name": "Vera\u202e evil.example",
    "locale": "en",
}


async def _register(client: AsyncClient, drain: Drain) -> None:
    assert (await client.post("/auth/register", json=NEW)).status_code == 202
    await drain()


def _code(office: PostOffice) -> str:
    found = re.search(r"^ {4}(\d{6})$", office.letters[-1].text, re.MULTILINE)
    assert found
    return found[1]


def _token(office: PostOffice) -> str:
    found = re.search(r"http://panel\.test/en/verify\?token=(\S+)", office.letters[-1].text)
    assert found
    return found[1]


async def test_the_code_of_the_letter_proves_the_address(
    client: AsyncClient, office: PostOffice, drain: Drain
) -> None:
    await _register(client, drain)
    assert office.recipients == ["vera@example.com"]
    proof = {"email": "vera@example.com", "code": _code(office)}
    assert (await client.post("/auth/verify", json=proof)).status_code < 300
    assert (await client.post("/auth/verify", json=proof)).status_code == 422


async def test_the_link_of_the_letter_proves_the_address(
    client: AsyncClient, office: PostOffice, drain: Drain
) -> None:
    await _register(client, drain)
    assert _token(office) in office.letters[0].html
    answer = await client.post("/auth/verify", json={"token": _token(office)})
    assert answer.status_code < 300


async def test_the_proof_lives_as_long_as_the_letter_says(
    client: AsyncClient, office: PostOffice, drain: Drain
) -> None:
    await _register(client, drain)
    assert "for the next 15 minutes" in " ".join(office.letters[0].text.split())
    proof = {"email": "vera@example.com", "code": _code(office)}
    with clock.freeze(clock.now() + timedelta(minutes=16)):
        assert (await client.post("/auth/verify", json=proof)).status_code == 422
    with clock.freeze(clock.now() + timedelta(minutes=14)):
        assert (await client.post("/auth/verify", json=proof)).status_code < 300


async def test_the_proof_is_stored_nowhere(
    client: AsyncClient, session: AsyncSession, office: PostOffice, drain: Drain
) -> None:
    await _register(client, drain)
    for table in ("mail", "job", "event", "email_verification", "notification"):
        rows = await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))  # noqa: S608  a name of this list
        kept = " ".join(rows.scalars())
        assert _code(office) not in kept
        assert _token(office) not in kept
    assert _code(office) not in office.letters[0].subject


async def test_a_stranger_cannot_make_the_panel_mail_their_words(
    client: AsyncClient, office: PostOffice, drain: Drain
) -> None:
    await _register(client, drain)
    await client.post("/auth/register", json=NEW | {"name": "Buy at evil.example"})
    await drain()
    for letter in office.letters:
        assert "evil.example" not in letter.text + letter.html + letter.subject


async def test_whoever_is_verified_by_now_is_not_asked_again(
    session: AsyncSession, settings: Settings, office: PostOffice, drain: Drain
) -> None:
    customer = await make_customer(session, settings, verified=True)
    await publish(session, UserRegistered(user_id=customer.user.id), account_id=None)
    await drain()
    assert office.letters == []
