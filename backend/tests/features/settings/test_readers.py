"""What other features do by the settings, from the next request on."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.celery.enqueue import enqueue
from app.celery.job import Job, JobState
from app.core import clock
from app.core.ids import new_id
from app.dao.base import TableModel
from app.events.models import EventRow
from app.features.accounts import service as accounts
from app.features.jobs import service as jobs
from app.features.notifications import service as notifications
from app.features.notifications.models import Mail, Notification
from app.features.users import service as users
from app.features.users.models import AuthSession, SignIn, User
from app.features.users.service import signing
from app.manifest import Tone
from tests.factories.accounts import Customer
from tests.factories.users import PASSWORD
from tests.features.settings.conftest import Editor

Drain = Callable[[], Awaitable[int]]


async def _register(client: AsyncClient, email: str, **more: str) -> Response:
    form = {"email": email, "password": PASSWORD, "name": "New", "locale": "en"}
    return await client.post("/auth/register", json=form | more)


async def test_nobody_registers_where_registration_is_closed(
    owner: Editor, client: AsyncClient
) -> None:
    await owner.put("registration", rule="closed")
    for email in ("new@example.com", "olga@example.com"):
        refused = await _register(client, email)
        assert (refused.status_code, refused.json()["code"]) == (403, "registration_closed")
    assert (await client.get("/public/config")).json()["registration"] == "closed"
    await owner.put("registration", rule="open")
    assert (await _register(client, "new@example.com")).status_code == 202


async def test_by_invitation_only_the_invited_register(
    owner: Editor, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owner.put("registration", rule="invite")
    refused = await _register(client, "new@example.com", invitation_token="guess")
    assert (refused.status_code, refused.json()["code"]) == (403, "invitation_required")

    async def invited(_session: AsyncSession, token: str, email: str) -> bool:
        return (token, email) == ("right", "new@example.com")

    monkeypatch.setattr(accounts.registration, "is_invited", invited)
    assert (await _register(client, "new@example.com", invitation_token="right")).status_code == 202
    assert (await _register(client, "b@example.com", invitation_token="right")).status_code == 403


async def test_only_addresses_of_the_domains_register(owner: Editor, client: AsyncClient) -> None:
    await owner.put("registration", domains=["маяк.рф"])
    refused = await _register(client, "new@example.com")
    assert (refused.status_code, refused.json()["code"]) == (403, "email_domain_refused")
    assert (await _register(client, "new@маяк.рф")).status_code == 202


async def test_new_customers_begin_in_the_time_zone_of_the_installation(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    await owner.put("locale", time_zone="Asia/Tokyo")
    await _register(client, "new@example.com")
    made = select(User.time_zone).where(col(User.email) == "new@example.com")
    assert await session.scalar(made) == "Asia/Tokyo"


async def test_mails_are_sent_by_the_name_and_from_the_address_of_the_company(
    owner: Editor, client: AsyncClient, drain: Drain, emails: list[EmailMessage]
) -> None:
    await owner.put("company", name="Lighthouse")
    await owner.put("mail", sender="Lighthouse <hello@lighthouse.example>")
    await _register(client, "new@example.com")
    await drain()
    (mail,) = emails
    assert mail["From"] == "Lighthouse <hello@lighthouse.example>"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Lighthouse" in body.get_content()


async def test_sign_ins_are_kept_for_as_many_days_as_is_set(
    owner: Editor, session: AsyncSession, client: AsyncClient
) -> None:
    await owner.put("retention", sign_in_log_days=10)
    form = {"grant_type": "password", "username": "olga@example.com", "password": PASSWORD}
    await client.post("/auth/token", data=form)
    with clock.freeze(clock.now() + timedelta(days=9)):
        await signing.purge(session)
    assert len((await session.scalars(select(SignIn))).all()) == 1
    with clock.freeze(clock.now() + timedelta(days=11)):
        await signing.purge(session)
    assert (await session.scalars(select(SignIn))).all() == []


async def test_a_test_mail_tells_what_the_server_said(owner: Editor, client: AsyncClient) -> None:
    await owner.put("mail", host="127.0.0.1", port=1, encryption="none")
    tested = await client.post("/admin/settings/mail/actions/test", headers=owner.headers)
    assert tested.status_code == 200
    said = tested.json()
    assert (said["recipient"], said["sent"]) == ("olga@example.com", False)
    assert "127.0.0.1" in said["error"]


async def test_events_sessions_and_mails_are_kept_for_as_many_days_as_is_set(
    owner: Editor,
    session: AsyncSession,
    client: AsyncClient,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    days = {"event_days": 20, "mail_days": 20, "session_days": 20}
    assert (await owner.put("retention", **days)).status_code == 200
    await _register(client, "new@example.com")
    await drain()
    assert emails
    await session.execute(update(Job).values(state=JobState.DONE, finished_at=clock.now()))
    await session.execute(update(AuthSession).values(revoked_at=clock.now()))
    for age, left in ((19, True), (21, False)):
        with clock.freeze(clock.now() + timedelta(days=age)):
            await jobs.prune_events(session)
            await users.purge(session)
            await notifications.prune_mail(session)
        for table in (EventRow, AuthSession, Mail):
            assert (await _count(session, table) > 0) is left, table


async def test_jobs_are_kept_for_as_many_days_as_is_set(
    owner: Editor, session: AsyncSession
) -> None:
    await owner.put("retention", job_days=20)
    await enqueue(session, "mail.send", mail_id=str(new_id()))
    for age, left in ((19, True), (21, False)):
        then = clock.now() - timedelta(days=age)
        await session.execute(
            update(Job).values(state=JobState.DONE, created_at=then, finished_at=then)
        )
        await jobs.prune(session)
        assert (await _count(session, Job) > 0) is left


async def test_notifications_are_kept_for_as_many_days_as_is_set(
    owner: Editor, session: AsyncSession, customer: Customer
) -> None:
    await owner.put("retention", notification_days=40)
    session.add(
        Notification(
            account_id=customer.account_id,
            event_id=new_id(),
            event_type="invoice.issued",
            rule="invoice_issued",
            text={"ru": "Счёт", "en": "Invoice"},
            tone=Tone.NEUTRAL,
            path="/panel",
            permission="billing:read",
            created_at=clock.now(),
        )
    )
    await session.flush()
    for age, left in ((39, 1), (41, 0)):
        with clock.freeze(clock.now() + timedelta(days=age)):
            await notifications.prune_in_app(session)
        assert await _count(session, Notification) == left


async def test_a_change_from_before_a_field_was_there_keeps_it(owner: Editor) -> None:
    await owner.put("retention", event_days=20, mail_days=21)
    await owner.put("locale", language="ru", currency="EUR")
    old = {"sign_in_log_days": 9, "address_log_days": 9, "audit_days": 9}
    for group, body in (("retention", old), ("locale", {"time_zone": "Asia/Tokyo"})):
        version = (await owner.read(group))["version"]
        headers = owner.headers | {"If-Match": f'"{version}"'}
        path = f"/admin/settings/{group}"
        assert (await owner.client.put(path, json=body, headers=headers)).status_code == 200
    kept = (await owner.read("retention"))["values"]
    assert (kept["audit_days"], kept["event_days"], kept["mail_days"]) == (9, 20, 21)
    kept = (await owner.read("locale"))["values"]
    assert kept == {
        "time_zone": "Asia/Tokyo",
        "language": "ru",
        "country": "",
        "currency": "EUR",
    }


async def _count(session: AsyncSession, table: type[TableModel]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0
