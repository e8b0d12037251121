from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.celery.job import Job
from app.core import clock
from app.core.settings import Settings
from app.features.users.audit import AuditAction
from app.features.users.models import AuthSession, CodePurpose, OneTimeCode
from tests.factories.users import PASSWORD, make_session, make_user
from tests.features.users.person import Person, entries, make_person, text_of, to, token_in

Drain = Callable[[], Awaitable[int]]
NEW = "purple lantern seven"


async def _sign_in(client: AsyncClient, email: str, password: str) -> int:
    form = {"grant_type": "password", "username": email, "password": password}
    return (await client.post("/auth/token", data=form)).status_code


async def _ended(session: AsyncSession, one: AuthSession) -> str | None:
    await session.refresh(one)
    return one.revoked_reason


async def test_a_changed_password_ends_what_the_old_one_began(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    other = await make_session(session, vera.user.id)
    answer = await vera.post("/me/password", current_password=PASSWORD, new_password=NEW)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await _ended(session, other) == "password_changed"
    assert await _ended(session, vera.session) is None
    assert (await vera.ask("GET", "/me")).status_code == 401
    await session.refresh(vera.user)
    assert vera.user.password_changed_at is not None
    assert await _sign_in(vera.client, vera.user.email, PASSWORD) == 400
    assert await _sign_in(vera.client, vera.user.email, NEW) == 200
    await drain()
    assert [email["Subject"] for email in to(emails, "vera@example.com")] == [
        "Your password was changed"
    ]
    [entry] = await entries(session, AuditAction.PASSWORD_CHANGED, vera.user.id)
    assert (entry.actor_id, entry.changes) == (vera.user.id, {})


async def test_a_present_password_that_is_given_must_be_right(
    vera: Person, session: AsyncSession
) -> None:
    answer = await vera.post("/me/password", current_password="not it at all", new_password=NEW)
    assert (answer.status_code, answer.json()["code"]) == (422, "password_wrong")
    assert await _sign_in(vera.client, vera.user.email, PASSWORD) == 200
    assert await entries(session, AuditAction.PASSWORD_CHANGED, vera.user.id) == []
    assert (await vera.post("/me/password", new_password=NEW)).status_code == 204


async def test_a_password_is_changed_by_the_person_freshly_proven(
    vera: Person, session: AsyncSession
) -> None:
    vera.session.authenticated_at = clock.now() - timedelta(minutes=6)
    await session.flush()
    answer = await vera.post("/me/password", current_password=PASSWORD, new_password=NEW)
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")


async def test_a_poor_password_is_refused_and_not_repeated(vera: Person) -> None:
    answer = await vera.post("/me/password", new_password="password123")
    assert answer.json()["errors"][0]["code"] == "password_common"
    assert "password123" not in answer.text


async def _forgot(client: AsyncClient, email: str) -> Response:
    return await client.post("/auth/password/forgot", json={"email": email})


async def test_a_mailed_link_lets_choose_another_password_once(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    assert (await _forgot(vera.client, "VERA@example.com")).status_code == 202
    await drain()
    [email] = to(emails, "vera@example.com")
    body = {"token": token_in(email), "password": NEW}
    answer = await vera.client.post("/auth/password/reset", json=body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await _ended(session, vera.session) == "password_changed"
    assert await _sign_in(vera.client, vera.user.email, NEW) == 200
    again = await vera.client.post("/auth/password/reset", json=body)
    assert (again.status_code, again.json()["code"]) == (422, "verification_invalid")
    await drain()
    assert "was changed" in str(to(emails, "vera@example.com")[-1]["Subject"])
    [entry] = await entries(session, AuditAction.PASSWORD_RESET, vera.user.id)
    assert entry.actor_id == vera.user.id


async def test_whoever_read_the_mail_has_proven_the_address(
    client: AsyncClient, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    user = await make_user(session, email="new@example.com", verified=False)
    await _forgot(client, user.email)
    await drain()
    body = {"token": token_in(emails[0]), "password": NEW}
    assert (await client.post("/auth/password/reset", json=body)).status_code == 204
    await session.refresh(user)
    assert user.is_verified


async def test_the_link_is_good_for_an_hour(
    vera: Person, drain: Drain, emails: list[EmailMessage]
) -> None:
    await _forgot(vera.client, vera.user.email)
    await drain()
    body = {"token": token_in(emails[0]), "password": NEW}
    with clock.freeze(clock.now() + timedelta(minutes=10, seconds=1)):
        assert (await vera.client.post("/auth/password/reset", json=body)).status_code == 422
    assert (await vera.client.post("/auth/password/reset", json=body)).status_code == 204


async def test_a_changed_password_voids_a_link_that_was_asked_for(
    vera: Person, drain: Drain, emails: list[EmailMessage]
) -> None:
    await _forgot(vera.client, vera.user.email)
    await drain()
    assert (await vera.post("/me/password", new_password=NEW)).status_code == 204
    body = {"token": token_in(emails[0]), "password": "another lantern eight"}
    assert (await vera.client.post("/auth/password/reset", json=body)).status_code == 422


async def test_a_person_disabled_meanwhile_resets_nothing(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    await _forgot(vera.client, vera.user.email)
    await drain()
    vera.user.is_active = False
    await session.flush()
    body = {"token": token_in(emails[0]), "password": NEW}
    assert (await vera.client.post("/auth/password/reset", json=body)).status_code == 422


async def test_the_digits_of_no_email_reset_a_password(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    await _forgot(vera.client, vera.user.email)
    await drain()
    of_reset = col(OneTimeCode.purpose) == CodePurpose.RESET_PASSWORD
    kept = (await session.scalars(select(OneTimeCode).where(of_reset))).one()
    assert kept.code_digest is None
    assert token_in(emails[0]) not in (kept.token_digest or "")
    assert "code" not in text_of(emails[0]).lower()


@pytest.mark.parametrize("who", ["nobody", "disabled", "active"])
async def test_nobody_learns_who_has_an_account(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    drain: Drain,
    emails: list[EmailMessage],
    statements: list[str],
    who: str,
) -> None:
    email = f"{who}@example.com"
    if who != "nobody":
        await make_person(client, session, settings, email=email, active=who == "active")
    del statements[:]
    answer = await _forgot(client, email)
    assert (answer.status_code, answer.content) == (202, b"{}")
    writes = [one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(writes) == 1
    assert "INSERT INTO job" in writes[0]
    jobs = select(func.count()).select_from(Job)
    assert await session.scalar(jobs.where(col(Job.task) == "users.send_password_reset")) == 1
    await drain()
    assert len(emails) == (who == "active")


async def test_the_same_person_gets_one_mail_a_minute(
    vera: Person, drain: Drain, emails: list[EmailMessage]
) -> None:
    for _ in range(3):
        await _forgot(vera.client, vera.user.email)
    await drain()
    assert len(emails) == 1


async def test_a_reset_asked_for_right_after_the_sign_up_arrives(
    client: AsyncClient, drain: Drain, emails: list[EmailMessage]
) -> None:
    form = {"email": "new@example.com", "password": PASSWORD, "name": "New", "locale": "en"}
    assert (await client.post("/auth/register", json=form)).status_code == 202
    for _ in range(2):  # the second is too soon after the first
        asked = await client.post("/auth/password/forgot", json={"email": "new@example.com"})
        assert asked.status_code == 202
        await drain()
    subjects = sorted(str(mail["Subject"]) for mail in to(emails, "new@example.com"))
    assert len(subjects) == 2
    assert any("password" in subject.lower() for subject in subjects)
