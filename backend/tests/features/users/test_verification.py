from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.celery.job import Job
from app.core import clock
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.events.models import EventRow
from app.features.users import service
from app.features.users.errors import EmailNotVerifiedError
from app.features.users.models import OneTimeCode, User
from app.features.users.service import verification
from tests.factories.users import make_user

Drain = Callable[[], Awaitable[int]]


@pytest.fixture
async def user(session: AsyncSession) -> User:
    return await make_user(session, email="vera@example.com", verified=False)


async def _facts(session: AsyncSession, kind: str) -> int:
    counted = select(func.count()).select_from(EventRow).where(col(EventRow.type) == kind)
    return await session.scalar(counted) or 0


async def test_the_link_proves_the_address_once(
    client: AsyncClient, session: AsyncSession, user: User
) -> None:
    proof = await verification.issue_verification(session, user.id)
    assert (proof.email, proof.name, proof.locale) == (user.email, user.name, user.locale)
    answer = await client.post("/auth/verify", json={"token": proof.link_token})
    assert (answer.status_code, answer.content) == (204, b"")
    await session.refresh(user)
    assert await service.is_verified(session, user.id)
    assert await _facts(session, "user.verified") == 1
    again = await client.post("/auth/verify", json={"token": proof.link_token})
    assert (again.status_code, again.json()["code"]) == (422, "verification_invalid")


async def test_the_code_proves_the_address_once(
    client: AsyncClient, session: AsyncSession, user: User
) -> None:
    proof = await verification.issue_verification(session, user.id)
    body = {"email": "VERA@example.com", "code": proof.code}
    assert (await client.post("/auth/verify", json=body)).status_code == 204
    await session.refresh(user)
    assert user.is_verified
    assert (await client.post("/auth/verify", json=body)).status_code == 422


async def test_a_code_is_tried_five_times_and_no_more(
    client: AsyncClient, session: AsyncSession, user: User
) -> None:
    proof = await verification.issue_verification(session, user.id)
    wrong = {"email": user.email, "code": f"{(int(proof.code) + 1) % 1_000_000:06d}"}
    for _ in range(5):
        assert (await client.post("/auth/verify", json=wrong)).status_code == 422
    right = {"email": user.email, "code": proof.code}
    assert (await client.post("/auth/verify", json=right)).status_code == 422
    fresh = await verification.issue_verification(session, user.id)
    right = {"email": user.email, "code": fresh.code}
    assert (await client.post("/auth/verify", json=right)).status_code == 204


async def test_a_proof_is_good_for_a_quarter_of_an_hour(
    client: AsyncClient, session: AsyncSession, user: User
) -> None:
    proof = await verification.issue_verification(session, user.id)
    with clock.freeze(clock.now() + timedelta(minutes=10, seconds=1)):
        by_link = await client.post("/auth/verify", json={"token": proof.link_token})
        by_code = await client.post("/auth/verify", json={"email": user.email, "code": proof.code})
    assert (by_link.status_code, by_code.status_code) == (422, 422)


async def test_a_newer_proof_replaces_the_older(
    client: AsyncClient, session: AsyncSession, user: User
) -> None:
    old = await verification.issue_verification(session, user.id)
    await verification.issue_verification(session, user.id)
    assert (await client.post("/auth/verify", json={"token": old.link_token})).status_code == 422


async def test_neither_code_nor_token_is_kept_in_plain(session: AsyncSession, user: User) -> None:
    proof = await verification.issue_verification(session, user.id)
    kept = (await session.scalars(select(OneTimeCode))).one()
    assert proof.code not in (kept.code_digest or "")
    assert proof.link_token not in (kept.token_digest or "")
    assert proof.code not in repr(proof)
    assert proof.link_token not in repr(proof)


async def test_wrong_code_and_unknown_address_answer_alike(
    client: AsyncClient, session: AsyncSession, user: User
) -> None:
    await verification.issue_verification(session, user.id)
    answers = [
        await client.post("/auth/verify", json={"email": email, "code": "000000"})
        for email in (user.email, "nobody@example.com")
    ]
    known, unknown = (answer.json() | {"request_id": ""} for answer in answers)
    assert known == unknown


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": "x", "code": "123456"},
        {"email": "vera@example.com"},
        {"code": "123456"},
        {"token": "x", "email": "vera@example.com", "code": "123456"},
    ],
)
async def test_one_proof_at_a_time(client: AsyncClient, body: dict[str, str]) -> None:
    answer = await client.post("/auth/verify", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "step_up_ambiguous"


async def test_another_mail_goes_out_once_a_minute(
    client: AsyncClient, session: AsyncSession, user: User, drain: Drain
) -> None:
    for _ in range(2):
        answer = await client.post("/auth/verify/request", json={"email": "VERA@example.com"})
        assert (answer.status_code, answer.json()) == (202, {})
    await drain()
    assert await _facts(session, "user.verification_requested") == 1
    with clock.freeze(clock.now() + timedelta(seconds=61)):
        await service.send_verification(session, user.email)
    assert await _facts(session, "user.verification_requested") == 2


@pytest.mark.parametrize("who", ["nobody", "verified", "disabled"])
async def test_who_needs_no_mail_gets_none_and_the_answer_is_the_same(
    client: AsyncClient, session: AsyncSession, drain: Drain, who: str
) -> None:
    if who != "nobody":
        await make_user(
            session,
            email=f"{who}@example.com",
            verified=who == "verified",
            active=who != "disabled",
        )
    answer = await client.post("/auth/verify/request", json={"email": f"{who}@example.com"})
    assert (answer.status_code, answer.json()) == (202, {})
    jobs = select(func.count()).select_from(Job)
    assert await session.scalar(jobs.where(col(Job.task) == "users.send_verification")) == 1
    await drain()
    assert await _facts(session, "user.verification_requested") == 0


async def test_ordering_asks_for_a_proven_address(session: AsyncSession, user: User) -> None:
    with pytest.raises(EmailNotVerifiedError):
        await service.require_verified(session, user.id)
    user.is_verified = True
    await session.flush()
    await service.require_verified(session, user.id)


async def test_there_is_no_proof_for_nobody(session: AsyncSession) -> None:
    with pytest.raises(NotFoundError):
        await verification.issue_verification(session, new_id())
