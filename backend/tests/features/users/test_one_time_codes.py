"""Codes work once: also where twenty requests bring the same one at the same moment."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.celery.schedule import run_tick
from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.users import service
from app.features.users.models import CodePurpose, OneTimeCode, User
from app.features.users.service import codes, verification
from app.main import create_app
from tests.factories.users import make_user
from tests.features.users.person import Person, make_person, wrong
from tests.one_transaction import OneTransaction

BURST = 20
Send = Callable[[Person, codes.Secrets, int], Awaitable[int]]


async def _verify_by_link(person: Person, known: codes.Secrets, _n: int) -> int:
    answer = await person.client.post("/auth/verify", json={"token": known.token})
    return answer.status_code


async def _verify_by_code(person: Person, known: codes.Secrets, _n: int) -> int:
    body = {"email": person.user.email, "code": known.digits}
    return (await person.client.post("/auth/verify", json=body)).status_code


async def _reset(person: Person, known: codes.Secrets, n: int) -> int:
    body = {"token": known.token, "password": f"purple lantern {n}"}
    return (await person.client.post("/auth/password/reset", json=body)).status_code


async def _email_by_link(person: Person, known: codes.Secrets, _n: int) -> int:
    answer = await person.client.post("/auth/email/confirm", json={"token": known.token})
    return answer.status_code


async def _email_by_code(person: Person, known: codes.Secrets, _n: int) -> int:
    return (await person.post("/me/email/confirm", code=known.digits)).status_code


async def _phone_by_code(person: Person, known: codes.Secrets, _n: int) -> int:
    return (await person.post("/me/phone/confirm", code=known.digits)).status_code


@pytest.mark.parametrize(
    ("purpose", "target", "send"),
    [
        (CodePurpose.VERIFY_EMAIL, "vera@example.com", _verify_by_link),
        (CodePurpose.VERIFY_EMAIL, "vera@example.com", _verify_by_code),
        (CodePurpose.RESET_PASSWORD, "vera@example.com", _reset),
        (CodePurpose.CHANGE_EMAIL, "new@example.com", _email_by_link),
        (CodePurpose.CHANGE_EMAIL, "new@example.com", _email_by_code),
        (CodePurpose.VERIFY_PHONE, "+79991234567", _phone_by_code),
    ],
)
async def test_of_twenty_at_once_one_wins(
    committed: Database, settings: Settings, purpose: CodePurpose, target: str, send: Send
) -> None:
    transport = ASGITransport(app=create_app(settings, committed))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        async with committed.unit_of_work() as session:
            vera = await make_person(client, session, settings, email="vera@example.com")
            opened = await codes.open_code(session, vera.user.id, purpose, target)
            known = await codes.issue(session, opened)
        outcomes = Counter(await asyncio.gather(*(send(vera, known, n) for n in range(BURST))))
    assert outcomes == {204: 1, 422: BURST - 1}


async def test_of_twenty_wrong_guesses_five_are_heard(
    committed: Database, settings: Settings
) -> None:
    transport = ASGITransport(app=create_app(settings, committed))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        async with committed.unit_of_work() as session:
            vera = await make_person(client, session, settings)
            opened = await codes.open_code(
                session, vera.user.id, CodePurpose.VERIFY_PHONE, "+79991234567"
            )
            known = await codes.issue(session, opened)
        guess = codes.Secrets(wrong(known.digits), known.token)
        await asyncio.gather(*(_phone_by_code(vera, guess, n) for n in range(BURST)))
        assert await _phone_by_code(vera, known, 0) == 422
    async with committed.unit_of_work() as session:
        assert (await session.scalars(select(OneTimeCode.tries))).one() == 5


async def test_of_twenty_wishes_at_once_one_is_taken_on(
    committed: Database, settings: Settings
) -> None:
    transport = ASGITransport(app=create_app(settings, committed))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        async with committed.unit_of_work() as session:
            vera = await make_person(client, session, settings)
        asked = (vera.post("/me/email", email=f"new{n}@example.com") for n in range(BURST))
        outcomes = Counter([answer.status_code for answer in await asyncio.gather(*asked)])
    assert outcomes == {202: 1, 429: BURST - 1}
    async with committed.unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(OneTimeCode)) == 1


async def test_of_two_people_who_prove_one_address_one_gets_it(
    committed: Database, settings: Settings
) -> None:
    transport = ASGITransport(app=create_app(settings, committed))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        async with committed.unit_of_work() as session:
            people = []
            for _ in range(2):
                person = await make_person(client, session, settings)
                opened = await codes.open_code(
                    session, person.user.id, CodePurpose.CHANGE_EMAIL, "one@example.com"
                )
                people.append((person, await codes.issue(session, opened)))
        outcomes = await asyncio.gather(*(_email_by_code(*one, 0) for one in people))
    assert sorted(outcomes) == [204, 409]


async def test_a_link_of_one_kind_is_none_of_another(session: AsyncSession) -> None:
    user = await make_user(session)
    opened = await codes.open_code(session, user.id, CodePurpose.VERIFY_EMAIL, user.email)
    known = await codes.issue(session, opened)
    assert await codes.spend_token(session, CodePurpose.RESET_PASSWORD, known.token) is None
    assert await codes.spend_token(session, CodePurpose.CHANGE_EMAIL, known.token) is None
    assert known.token not in repr(known)
    assert known.digits not in repr(known)


async def test_an_email_of_a_used_link_begins_no_time(session: AsyncSession) -> None:
    user = await make_user(session, verified=False)
    proof = await verification.issue_verification(session, user.id)
    assert await service.verify_link(session, proof.link_token)
    await service.mark_email_code_sent(session, proof.link_token)
    assert not await service.is_email_code_open(session, proof.link_token)


async def test_codes_nobody_can_use_are_swept_away(
    session: AsyncSession, database: OneTransaction
) -> None:
    user: User = await make_user(session)
    now = clock.now()
    for days, purpose in ((8, CodePurpose.CHANGE_EMAIL), (6, CodePurpose.VERIFY_PHONE)):
        with clock.freeze(now - timedelta(days=days)):
            await codes.open_code(session, user.id, purpose, "target")
    await run_tick(database, "users.purge_codes")
    mine = select(OneTimeCode.purpose).where(col(OneTimeCode.user_id) == user.id)
    assert (await session.scalars(mine)).all() == [CodePurpose.VERIFY_PHONE]
