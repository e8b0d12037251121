"""The proof of an address: kept sealed until its email left, and good when it arrives."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from httpx2 import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.celery.dao import DispatchMessage, JobDAO
from app.celery.task import run_job
from app.core import clock, json
from app.core.crypto import unseal
from app.core.settings import Settings, get_settings
from app.dao.session import Database
from app.events.outbox import publish
from app.events.users import UserRegistered, VerificationRequested
from app.features.notifications.models import Mail, MailState
from app.features.users import service as users
from tests.factories.accounts import make_customer
from tests.factories.users import make_user
from tests.features.notifications.conftest import MailServer
from tests.jobs import drain_jobs
from tests.one_transaction import OneTransaction

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


def _code_in(text: str) -> str:
    found = re.search(r"^ {4}(\d{6})$", text, re.MULTILINE)
    assert found
    return found[1]


def _code(mail_server: MailServer) -> str:
    return _code_in(mail_server.emails[-1].text)


def _token(mail_server: MailServer) -> str:
    found = re.search(r"http://panel\.test/en/verify\?token=(\S+)", mail_server.emails[-1].text)
    assert found
    return found[1]


async def test_the_code_of_the_email_proves_the_address(
    client: AsyncClient, mail_server: MailServer, drain: Drain
) -> None:
    await _register(client, drain)
    assert mail_server.recipients == ["vera@example.com"]
    proof = {"email": "vera@example.com", "code": _code(mail_server)}
    assert (await client.post("/auth/verify", json=proof)).status_code < 300
    assert (await client.post("/auth/verify", json=proof)).status_code == 422


async def test_the_link_of_the_email_proves_the_address(
    client: AsyncClient, mail_server: MailServer, drain: Drain
) -> None:
    await _register(client, drain)
    assert _token(mail_server) in mail_server.emails[0].html
    answer = await client.post("/auth/verify", json={"token": _token(mail_server)})
    assert answer.status_code < 300


async def test_the_proof_lives_as_long_as_the_email_says(
    client: AsyncClient, mail_server: MailServer, drain: Drain
) -> None:
    await _register(client, drain)
    assert "for the next 10 minutes" in " ".join(mail_server.emails[0].text.split())
    proof = {"email": "vera@example.com", "code": _code(mail_server)}
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert (await client.post("/auth/verify", json=proof)).status_code == 422
    with clock.freeze(clock.now() + timedelta(minutes=9)):
        assert (await client.post("/auth/verify", json=proof)).status_code < 300


async def test_the_code_counts_before_its_sender_knows_that_it_arrived(
    committed: Database, mail_server: MailServer
) -> None:
    async with committed.unit_of_work() as session:
        user = await make_user(session, email="vera@example.com", verified=False)
        await publish(session, UserRegistered(user_id=user.id), account_id=None)
    proved: list[bool] = []

    async def use(email: str) -> None:
        async with asyncio.timeout(5), committed.unit_of_work() as mine:
            proved.append(await users.verify_code(mine, "vera@example.com", _code_in(email)))

    mail_server.on_arrival = use
    await drain_jobs(committed)

    assert proved == [True]
    async with committed.unit_of_work() as session:
        assert await users.is_verified(session, user.id)
        [mail] = (await session.scalars(select(Mail))).all()
        assert (mail.state, mail.sealed) == (MailState.SENT, None)


async def test_an_email_that_was_late_is_as_good_as_any(
    client: AsyncClient, mail_server: MailServer, database: OneTransaction, drain: Drain
) -> None:
    mail_server.refusal = "451 come back later"
    await client.post("/auth/register", json=NEW)
    for message in await _due(database):
        await run_job(database, message.job_id)
    for message in await _due(database):
        await run_job(database, message.job_id)
    mail_server.refusal = ""
    arrival = clock.now() + timedelta(hours=2)
    with clock.freeze(arrival):
        await drain()
    assert len(mail_server.emails) == 1
    proof = {"email": "vera@example.com", "code": _code(mail_server)}
    with clock.freeze(arrival + timedelta(minutes=11)):
        assert (await client.post("/auth/verify", json=proof)).status_code == 422
    with clock.freeze(arrival + timedelta(minutes=9)):
        assert (await client.post("/auth/verify", json=proof)).status_code < 300


async def _due(database: OneTransaction) -> list[DispatchMessage]:
    async with database.unit_of_work() as session:
        return await JobDAO(session).due()


async def test_an_email_whose_proof_is_void_is_not_sent(
    client: AsyncClient, session: AsyncSession, mail_server: MailServer, drain: Drain
) -> None:
    user = await make_user(session, email="vera@example.com", verified=False)
    for _ in range(2):
        await publish(session, VerificationRequested(user_id=user.id), account_id=None)
    await session.commit()
    await drain()

    states = (await session.scalars(select(Mail).order_by(col(Mail.created_at)))).all()
    assert [(mail.state, mail.sealed) for mail in states] == [
        (MailState.FAILED, None),
        (MailState.SENT, None),
    ]
    assert len(mail_server.emails) == 1
    proof = {"email": "vera@example.com", "code": _code(mail_server)}
    assert (await client.post("/auth/verify", json=proof)).status_code < 300


async def test_the_proof_is_readable_nowhere_while_it_waits(
    client: AsyncClient, session: AsyncSession, mail_server: MailServer, database: OneTransaction
) -> None:
    mail_server.refusal = "451 come back later"
    await client.post("/auth/register", json=NEW)
    for message in await _due(database):
        await run_job(database, message.job_id)
    [mail] = (await session.scalars(select(Mail))).all()
    secrets = json.loads(unseal(get_settings().secret_key.get_secret_value(), mail.sealed or b""))
    kept = " ".join(
        (await session.execute(text("SELECT to_jsonb(mail)::text FROM mail"))).scalars()
    )
    assert secrets["link_token"] not in kept
    assert secrets["verification_code"].isdecimal()
    assert "verification_code" not in kept


async def test_the_proof_is_stored_nowhere(
    client: AsyncClient, session: AsyncSession, mail_server: MailServer, drain: Drain
) -> None:
    await _register(client, drain)
    for table in ("mail", "job", "event", "one_time_code", "notification"):
        rows = await session.execute(text(f"SELECT to_jsonb({table})::text FROM {table}"))
        kept = " ".join(rows.scalars())
        assert _code(mail_server) not in kept
        assert _token(mail_server) not in kept
    assert _code(mail_server) not in mail_server.emails[0].subject


async def test_a_stranger_cannot_make_the_panel_mail_their_words(
    client: AsyncClient, mail_server: MailServer, drain: Drain
) -> None:
    await _register(client, drain)
    await client.post("/auth/register", json=NEW | {"name": "Buy at evil.example"})
    await drain()
    for email in mail_server.emails:
        assert "evil.example" not in email.text + email.html + email.subject


async def test_whoever_is_verified_by_now_is_not_asked_again(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    customer = await make_customer(session, settings, verified=True)
    await publish(session, UserRegistered(user_id=customer.user.id), account_id=None)
    await drain()
    assert mail_server.emails == []
