"""Being forgotten: what stands against it, what goes, and the few places where a word may stay."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import models
from app.auth.roles import BuiltInRole, MemberRole
from app.celery.job import Job
from app.core import clock
from app.core.settings import Settings
from app.core.smtp import RecipientRefusedError
from app.dao.invariant import offenders
from app.events import base
from app.events.models import AuditRecord, EventRow
from app.events.outbox import publish
from app.events.privacy import PersonErased
from app.events.users import PasswordChanged
from app.features.accounts.audit import AuditAction as AccountAuditAction
from app.features.accounts.models import Account, AccountMember, ApiToken, Invitation
from app.features.billing.models import Payment
from app.features.deployments.models import ServiceStatus
from app.features.notifications.models import Mail, MailState
from app.features.privacy import service
from app.features.privacy.audit import AuditAction as PrivacyAuditAction
from app.features.privacy.models import Erasure
from app.features.roles import service as roles
from app.features.users import models as users
from app.features.users.models import AuthSession, PasskeyChallenge, User
from app.manifest import invariants, personal_fields
from tests.factories.accounts import Customer, make_member, prove
from tests.factories.billing import give, make_order_invoice, make_subscription
from tests.factories.notifications import make_sale, tell, tell_again
from tests.features.privacy.conftest import Drain, Person, files, link_in
from tests.features.privacy.known import (
    EMAIL,
    WORDS,
    addressed,
    challenge_of,
    found_of,
    leave_traces,
)

DOCUMENTS = {"audit_record.changes"}
"""Append-only: an invitation's address and a company's details stay, until the audit goes."""

CODES = {
    *(
        "user_id",
        "session_id",
        "reason",
        "change",
        "reset",
        "role",
        "role_id",
        "member_id",
        "token_id",
        "document_ids",
    ),
    "erasure_id",
}
"""What events about a person may say of them for ever."""

Hinder = Callable[[AsyncSession, Settings, Customer], Awaitable[object]]


async def _erase(vera: Person) -> None:
    answer = await vera.ask("POST", "/me/erasure", {"email": vera.customer.user.email})
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.fixture
async def boris(vera: Person, session: AsyncSession, settings: Settings, drain: Drain) -> Customer:
    """Whose account Vera works in; she has left her traces everywhere."""
    return await leave_traces(vera, session, settings, drain)


async def test_nothing_of_a_person_is_left_in_any_table(
    vera: Person, boris: Customer, session: AsyncSession, drain: Drain, folder: Path
) -> None:
    before = await found_of(session, WORDS)
    assert {"user.email", "account.name", "mail.recipient", "event.payload"} <= before
    assert {"job.payload", "idempotency_key.body", "invitation.email", "passkey.name"} <= before
    await _erase(vera)
    await drain()
    assert await found_of(session, WORDS) == DOCUMENTS
    assert files(folder) == []
    kept = await session.scalars(
        select(col(EventRow.payload)).where(
            col(EventRow.type) == "user.email_changed",
            col(EventRow.payload)["user_id"].astext == str(boris.user.id),
        )
    )
    assert [one["previous"] for one in kept] == ["boris@before.example.com"]
    for rule in invariants():
        assert await offenders(session, rule) == [], rule.name


_OF_PEOPLE = {
    str(value.__dict__["__tablename__"])
    for value in vars(users).values()
    if isinstance(value, type) and "user_id" in getattr(value, "model_fields", {})
}


async def test_the_tables_of_people_hold_nothing_of_hers(
    vera: Person, boris: Customer, session: AsyncSession
) -> None:
    me = vera.customer.user.id
    found = select(col(AuthSession.id)).where(col(AuthSession.user_id) == me)
    for session_id in (await session.scalars(found)).all():
        await challenge_of(session, session_id)
    await challenge_of(session, boris.user.id)
    await _erase(vera)
    tables = [table for table in models.metadata.sorted_tables if table.name in _OF_PEOPLE]
    assert len(tables) == len(_OF_PEOPLE)
    for table in tables:
        left = await session.scalar(select(table.c.id).where(table.c.user_id == me).limit(1))
        assert left is None, table.name
    owners = await session.scalars(select(col(PasskeyChallenge.owner_id)))
    assert owners.all() == [boris.user.id]


async def test_she_is_nobody_and_can_do_nothing(
    vera: Person, boris: Customer, session: AsyncSession
) -> None:
    me = vera.customer.user.id
    await _erase(vera)
    assert (await vera.ask("GET", "/me")).status_code == 401
    left = await session.get(User, me, populate_existing=True)
    assert left
    assert left.email == f"erased-{me}@erased.invalid"
    assert (left.name, left.phone, left.avatar, left.is_active) == ("", None, None, False)
    tokens = await session.scalars(select(ApiToken).execution_options(populate_existing=True))
    told = [(one.revoked_at is not None, one.name, one.last_used_ip) for one in tokens]
    assert told == [(True, "", None)] * 2
    account = await session.get(Account, vera.customer.account_id, populate_existing=True)
    assert account
    assert (account.name, account.legal_name, account.line1) == ("Erased account", "", "")
    members = await session.scalars(
        select(col(AccountMember.user_id)).where(col(AccountMember.account_id) == boris.account_id)
    )
    assert members.all() == [boris.user.id]
    acts = await session.scalars(
        select(col(AuditRecord.action)).where(col(AuditRecord.target_id) == me)
    )
    assert {PrivacyAuditAction.DATA_ERASED, AccountAuditAction.MEMBER_REMOVED} <= set(acts)


async def test_invitations_end_with_her(
    vera: Person, boris: Customer, session: AsyncSession
) -> None:
    await _erase(vera)
    assert (await Person(vera.client, vera.app, boris).ask("GET", "/invitations")).json()[
        "total"
    ] == 1
    found = await session.scalars(select(Invitation).execution_options(populate_existing=True))
    still_open = [one.email for one in found if not (one.accepted_at or one.revoked_at)]
    assert still_open == ["guest@example.com"]  # which Boris sent


async def test_the_last_email_goes_to_the_address_that_was_hers(
    vera: Person,
    boris: Customer,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    emails.clear()
    late = PasswordChanged(user_id=vera.customer.user.id, reset=False)
    await publish(session, late, account_id=None)
    await session.commit()
    await _erase(vera)
    await drain()
    assert addressed(emails, EMAIL) == ["Your account has been erased"]
    assert "Hello Veronika Zyablikova!" in str(emails[0].get_body(("plain",)))
    assert len(emails) == 1, boris
    erased = await session.scalar(select(Mail).where(col(Mail.template) == "data_erased"))
    assert erased
    assert (erased.state, erased.sealed, erased.name) == (MailState.SENT, None, "")


async def test_emails_that_waited_are_not_sent_any_more(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    late = PasswordChanged(user_id=vera.customer.user.id, reset=False)
    await tell(session, late, None)
    await session.commit()
    await _erase(vera)
    erasure = (await session.scalars(select(Erasure))).one()
    forgotten = PersonErased(user_id=erasure.user_id, erasure_id=erasure.id)
    await tell_again(session, forgotten)  # it may run before the email's job, and twice
    await session.commit()
    await drain()
    assert [email["Subject"] for email in emails] == ["Your account has been erased"]
    states = await session.scalars(
        select(col(Mail.state)).where(col(Mail.template) == "password_changed")
    )
    assert states.all() == [MailState.FAILED]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RecipientRefusedError("550 <vera@example.com> unknown"), "NonRetryableError"),
        (TimeoutError("421 <vera@example.com> later"), "OSError"),
    ],
)
async def test_a_mail_server_that_refuses_the_last_email_leaves_no_trace(
    vera: Person,
    session: AsyncSession,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    said: str,
) -> None:
    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.features.notifications.service.emails.deliver", refuse)
    await _erase(vera)
    await drain()
    errors = await session.scalars(select(col(Job.error)).where(col(Job.error).is_not(None)))
    assert set(errors) == {f"{said}: the mail server did not take it"}
    assert await found_of(session, ("vera@example.com",)) == set()


async def test_forgetting_twice_changes_nothing_more(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    await _erase(vera)
    await drain()
    done = (await session.scalars(select(Erasure))).one()
    assert (done.sealed, done.finished_at is not None) == (None, True)
    assert await service.farewell(session, done.id) is None
    again = PersonErased(user_id=done.user_id, erasure_id=done.id)
    await publish(session, again, account_id=None)
    await service.scrub(session, done.id)
    await session.commit()
    await drain()
    assert len(emails) == 1


async def test_her_exports_go_with_her(
    vera: Person, drain: Drain, emails: list[EmailMessage], folder: Path
) -> None:
    await vera.ask("POST", "/me/exports")
    await drain()
    link = link_in(emails[0])
    assert len(files(folder)) == 1
    await _erase(vera)
    assert (await vera.client.get(link)).status_code == 404
    await drain()
    assert files(folder) == []


async def test_documents_stay(vera: Person, session: AsyncSession, drain: Drain) -> None:
    sold = await make_subscription(session, vera.customer.account_id)
    rows = text("SELECT to_jsonb(i)::text FROM invoice AS i WHERE id = :id")
    before = await session.scalar(rows, {"id": sold.invoice_id})
    await _erase(vera)
    await drain()
    assert before is not None
    assert await session.scalar(rows, {"id": sold.invoice_id}) == before


async def _staff(session: AsyncSession, _: Settings, vera: Customer) -> None:
    await roles.seed(session)
    await roles.assign(session, vera.user.id, BuiltInRole.SUPPORT)


async def _paid_for(session: AsyncSession, _: Settings, vera: Customer) -> None:
    sale = await make_sale(session, vera.account_id, status=ServiceStatus.DELETING)
    sale.service.status = ServiceStatus.DELETED


async def _paying(session: AsyncSession, _: Settings, vera: Customer) -> None:
    session.add(Payment(account_id=vera.account_id, provider="sandbox", amount=1, currency="RUB"))


HINDRANCES: list[tuple[str, Hinder]] = [
    ("staff_cannot_erase", _staff),
    ("services_live", lambda session, _, vera: make_sale(session, vera.account_id)),
    ("services_live", _paid_for),
    ("balance_left", lambda session, _, vera: give(session, vera.account_id, 1)),
    ("invoices_open", lambda session, _, vera: make_order_invoice(session, vera.account_id)),
    ("payments_open", _paying),
    (
        "members_left",
        lambda session, settings, vera: make_member(
            session, settings, vera.account, MemberRole.READ_ONLY
        ),
    ),
]


@pytest.mark.parametrize(("code", "hinder"), HINDRANCES, ids=[code for code, _ in HINDRANCES])
async def test_what_stands_against_it(
    vera: Person, session: AsyncSession, settings: Settings, code: str, hinder: Hinder
) -> None:
    await hinder(session, settings, vera.customer)
    await session.flush()
    await session.commit()
    answer = await vera.ask("POST", "/me/erasure", {"email": "vera@example.com"})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert (await vera.ask("GET", "/me")).json()["email"] == "Vera@example.com"


async def test_a_membership_that_ran_out_stands_against_nothing(
    vera: Person, session: AsyncSession, settings: Settings
) -> None:
    gone = clock.now() - timedelta(days=1)
    role = MemberRole.READ_ONLY
    await make_member(session, settings, vera.customer.account, role, expires_at=gone)
    await _erase(vera)
    left = await session.scalars(
        select(col(AccountMember.role)).where(
            col(AccountMember.account_id) == vera.customer.account_id
        )
    )
    assert left.all() == [MemberRole.OWNER]


@pytest.mark.parametrize(
    ("email", "hours", "expected"),
    [
        ("another@example.com", 0, (422, "email_mismatch")),
        ("VERA@example.com", 1, (403, "step_up_required")),
    ],
)
async def test_it_has_to_be_meant(
    vera: Person, session: AsyncSession, email: str, hours: int, expected: tuple[int, str]
) -> None:
    await prove(session, vera.customer.user.id, clock.now() - timedelta(hours=hours))
    answer = await vera.ask("POST", "/me/erasure", {"email": email})
    assert (answer.status_code, answer.json()["code"]) == expected


async def test_who_owns_nothing_is_forgotten_too(
    vera: Person, session: AsyncSession, settings: Settings, drain: Drain
) -> None:
    member = await make_member(session, settings, vera.customer.account, MemberRole.BILLING)
    await prove(session, member.user.id)
    other = Person(vera.client, vera.app, member)
    await _erase(other)
    await drain()
    assert (await other.ask("GET", "/me")).status_code == 401
    assert (await vera.ask("GET", "/members")).json()["total"] == 1


def test_every_fact_about_a_person_says_nothing_more_than_it_may() -> None:
    told = {
        f"{name}: {field}"
        for name, kind in base._types.items()
        if "user_id" in kind.model_fields
        for field in kind.model_fields
        if field not in CODES and field not in personal_fields().get(kind, ())
    }
    assert told == set()
