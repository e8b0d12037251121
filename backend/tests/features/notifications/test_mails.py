"""E-mails as staff see them: found, read without secrets, sent once more, tried again."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.celery.job import Job, JobState
from app.core import clock
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings
from app.events.base import Event
from app.events.billing import InvoiceOverdue, InvoicePaid
from app.events.models import AuditRecord
from app.events.users import (
    EmailChanged,
    PasswordChanged,
    PasswordResetRequested,
    VerificationRequested,
)
from app.features.notifications.models import (
    Mail,
    MailFailure,
    MailState,
    MailTemplateVersion,
)
from app.features.notifications.service import begin_delivery, finish_delivery, mails, send
from app.features.notifications.service.emails import forget
from app.features.privacy.schemas import Erased
from app.features.users import service as users
from app.manifest import Resend, mail_templates, notification_rules
from tests.factories.accounts import Customer, make_customer
from tests.factories.notifications import invoice_event, make_sale, tell
from tests.factories.users import make_staff
from tests.features.notifications.conftest import MailServer

Drain = Callable[[], Awaitable[int]]
_LINK = re.compile(r"token=(\S+)")


class Desk:
    """A member of support at the e-mails, and a customer who gets them."""

    def __init__(
        self,
        client: AsyncClient,
        headers: dict[str, str],
        session: AsyncSession,
        customer: Customer,
    ) -> None:
        self.client = client
        self.headers = headers
        self.session = session
        self.customer = customer

    async def find(self, **query: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/admin/mails", headers=self.headers, params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def read(self, mail_id: UUID | str) -> dict[str, Any]:
        answer = await self.client.get(f"/admin/mails/{mail_id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def act(self, mail_id: UUID | str, act: str, **headers: str) -> Response:
        path = f"/admin/mails/{mail_id}/actions/{act}"
        return await self.client.post(path, headers=self.headers | headers)

    async def retry_failed(self, since: timedelta) -> Response:
        body = {"since": (clock.now() - since).isoformat()}
        path = "/admin/mails/actions/retry-failed"
        return await self.client.post(path, headers=self.headers, json=body)

    async def written(self) -> Sequence[Mail]:
        rows = select(Mail).order_by(col(Mail.created_at), col(Mail.id))
        return (
            await self.session.scalars(rows, execution_options={"populate_existing": True})
        ).all()

    async def tell(self, event: Event) -> None:
        await tell(self.session, event, None)

    async def tell_paid(self, kind: type[Any] = InvoicePaid) -> None:
        sale = await make_sale(self.session, self.customer.account_id)
        await tell(self.session, invoice_event(kind, sale), self.customer.account_id)


@pytest.fixture
async def desk(client: AsyncClient, session: AsyncSession, settings: Settings) -> Desk:
    staff = await make_staff(session, settings, BuiltInRole.SUPPORT)
    customer = await make_customer(session, settings, verified=False, email="vera@example.com")
    return Desk(client, staff, session, customer)


async def _kill(session: AsyncSession, *mails: Mail) -> None:
    """Let e-mails fail for good, as a mail server that was away for hours does."""
    keys = [f"mail:{mail.id}" for mail in mails]
    await session.execute(
        text("UPDATE job SET state = 'dead', finished_at = now() WHERE key = ANY(:keys)"),
        {"keys": keys},
    )
    for mail in mails:
        mail.state, mail.error = MailState.FAILED, "away"
    await session.flush()


async def test_staff_find_an_email_by_address_state_kind_customer_and_time(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    await drain()
    assert len(mail_server.emails) == 2
    assert len(await desk.find()) == 2
    (found,) = await desk.find(q="VERA@exam", template="invoice_paid", state="sent")
    assert found["account"] == {
        "id": str(desk.customer.account_id),
        "name": desk.customer.account.name,
    }
    assert found["subject"].startswith("Payment received: invoice HW-")
    of_customer = await desk.find(account_id=str(desk.customer.account_id), sort="created_at")
    assert [one["template"] for one in of_customer] == ["invoice_paid", "password_changed"]
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert await desk.find(created_at__gte=later) == []
    assert len(await desk.find(created_at__lte=later)) == 2
    assert await desk.find(q="nobody@example.com") == []
    assert await desk.find(account_id=str(new_id())) == []


async def test_emails_come_as_a_file_too(desk: Desk, mail_server: MailServer, drain: Drain) -> None:
    await desk.tell_paid()
    await drain()
    headers = desk.headers | {"Accept": "text/csv"}
    answer = await desk.client.get("/admin/mails", headers=headers)
    assert answer.headers["content-type"].startswith("text/csv")
    assert mail_server.recipients[0] in answer.text


async def test_kinds_are_named_in_both_languages(desk: Desk) -> None:
    answer = await desk.client.get("/admin/mails/kinds", headers=desk.headers)
    kinds = {one["name"]: one for one in answer.json()["items"]}
    assert kinds["verification"]["title"]["ru"] == "Подтверждение адреса почты"
    assert kinds["invoice_paid"]["group"] == "billing"


async def test_an_email_is_read_as_it_was_sent(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    other = MailTemplateVersion(
        template="invoice_paid",
        locale=Locale.EN,
        version=2,
        subject="Other",
        body="Other",
        created_at=clock.now(),
    )
    desk.session.add(other)
    await desk.session.flush()
    found = await desk.read(mail.id)
    assert (found["as_sent"], found["has_secrets"]) == (True, False)
    assert found["text"].split() == mail_server.emails[0].text.split()
    assert found["subject"] == mail_server.emails[0].subject
    assert (found["failures"], found["next_attempt_at"]) == ([], None)
    assert found["allowed_actions"] == ["resend"]


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("kind", [VerificationRequested, PasswordResetRequested])
async def test_no_reader_gets_a_link_or_a_code_that_works(
    desk: Desk, mail_server: MailServer, drain: Drain, kind: type[Any], *, waits: bool
) -> None:
    await desk.tell(kind(user_id=desk.customer.user.id))
    (mail,) = await desk.written()
    before = await desk.read(mail.id) if waits else None
    await drain()
    sent = mail_server.emails[0].text
    found = before or await desk.read(mail.id)
    assert (found["has_secrets"], found["as_sent"]) == (True, not waits)
    secrets = [*_LINK.findall(sent), *re.findall(r"^ {4}(\d{6})$", sent, re.MULTILINE)]
    assert secrets
    for secret in secrets:
        assert secret not in str(found)
    assert "[secret link removed]" in found["text"]
    assert ("[one-time code removed]" in found["text"]) == (kind is VerificationRequested)
    listed = await desk.find()
    assert not [one for one in secrets if one in str(listed)]
    (kept,) = (await desk.session.execute(text("SELECT mail::text FROM mail"))).scalars().all()
    assert not [one for one in secrets if one in kept]


async def test_whatever_has_a_secret_says_where_it_stood() -> None:
    for name, rule in notification_rules().items():
        if rule.link is None:
            continue
        declared = mail_templates()[rule.template]
        assert any(one.secret for one in declared.variables), name
        assert declared.resend is not Resend.SAME, name
        assert (declared.resend is Resend.NEW_LINK) <= (rule.link.issue is not None), name


async def test_the_same_text_is_sent_once_more(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    answer = await desk.act(mail.id, "resend")
    assert answer.status_code == 202, answer.text
    copy = answer.json()
    assert (copy["state"], copy["original_id"]) == ("pending", str(mail.id))
    await drain()
    first, second = mail_server.emails
    assert (first.subject, first.text, first.html) == (second.subject, second.text, second.html)
    assert mail_server.recipients == ["vera@example.com"] * 2
    ids = {re.findall(rb"Message-ID: (\S+)", raw)[0] for raw in mail_server.raw}
    assert len(ids) == 2
    act = (
        await desk.session.scalars(
            select(AuditRecord).where(col(AuditRecord.action) == "mail.resent")
        )
    ).one()
    assert (act.account_id, act.target_id) == (desk.customer.account_id, UUID(copy["id"]))
    assert (act.changes, act.reason) == ({"template": "invoice_paid"}, None)


async def test_it_goes_to_where_the_person_reads_now(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    desk.customer.user.email = "right@example.com"
    await desk.session.flush()
    assert (await desk.act(mail.id, "resend")).status_code == 202
    await drain()
    assert mail_server.recipients == ["vera@example.com", "right@example.com"]


@pytest.mark.parametrize(
    ("kind", "spent"),
    [(VerificationRequested, "/auth/verify"), (PasswordResetRequested, "/auth/password/reset")],
)
async def test_a_link_is_a_new_one_and_voids_that_before_it(
    desk: Desk, mail_server: MailServer, drain: Drain, kind: type[Any], spent: str
) -> None:
    await desk.tell(kind(user_id=desk.customer.user.id))
    await drain()
    (mail,) = await desk.written()
    assert (await desk.act(mail.id, "resend")).status_code == 202
    await drain()
    old, new = (_LINK.findall(one.text)[0] for one in mail_server.emails)
    assert old != new
    more = {} if kind is VerificationRequested else {"password": "a whole other secret"}
    refused = await desk.client.post(spent, json={"token": old} | more)
    assert refused.status_code == 422, refused.text
    taken = await desk.client.post(spent, json={"token": new} | more)
    assert taken.status_code < 300, taken.text


async def test_who_is_verified_needs_no_other_link(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell(VerificationRequested(user_id=desk.customer.user.id))
    await drain()
    (mail,) = await desk.written()
    token = _LINK.findall(mail_server.emails[0].text)[0]
    assert (await desk.client.post("/auth/verify", json={"token": token})).status_code < 300
    answer = await desk.act(mail.id, "resend")
    assert (answer.status_code, answer.json()["code"]) == (409, "mail_not_needed")
    assert (await desk.read(mail.id))["allowed_actions"] == []


@pytest.mark.parametrize(
    "refused",
    [
        *("email_change", "email_changed", "invitation", "data_export", "data_erased"),
        *("image_missing", "mail_template_broken", "backup_failed"),
    ],
)
async def test_what_must_not_be_repeated_is_refused(
    desk: Desk, mail_server: MailServer, drain: Drain, refused: str
) -> None:
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    await drain()
    (mail,) = await desk.written()
    mail.template = refused
    await desk.session.flush()
    answer = await desk.act(mail.id, "resend")
    assert (answer.status_code, answer.json()["code"]) == (409, "mail_not_resendable")
    found = await desk.read(mail.id)
    assert (found["resend"], found["allowed_actions"]) == ("refused", [])
    assert len(mail_server.emails) == 1


async def test_an_address_of_before_gets_nothing_more(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell(EmailChanged(user_id=desk.customer.user.id, previous="old@example.com"))
    await drain()
    (mail,) = await desk.written()
    assert (await desk.act(mail.id, "resend")).json()["code"] == "mail_not_resendable"
    assert mail_server.recipients == ["old@example.com"]


async def test_a_kind_that_is_gone_can_be_seen_but_not_sent(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    assert mail_server.emails == []
    (mail,) = await desk.written()
    mail.template = "of_another_release"
    await desk.session.flush()
    found = await desk.read(mail.id)
    assert (found["text"], found["has_secrets"], found["resend"]) == (None, False, "refused")
    assert await drain() > 0


async def test_what_waits_or_has_no_reader_is_not_sent_once_more(desk: Desk) -> None:
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    (mail,) = await desk.written()
    assert (await desk.act(mail.id, "resend")).json()["code"] == "mail_not_sent"
    assert (await desk.read(mail.id))["next_attempt_at"]
    mail.state, mail.sent_at, mail.user_id = MailState.SENT, clock.now(), None
    await desk.session.flush()
    assert (await desk.act(mail.id, "resend")).json()["code"] == "mail_recipient_gone"
    mail.user_id = desk.customer.user.id
    desk.customer.user.email = users.erased_address(desk.customer.user.id)
    await desk.session.flush()
    assert (await desk.act(mail.id, "resend")).json()["code"] == "mail_recipient_gone"


async def test_nobody_is_sent_the_same_more_than_three_times_an_hour(
    desk: Desk, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    last = str((await desk.written())[0].id)
    for _ in range(3):
        last = (await desk.act(last, "resend")).json()["id"]
        await drain()
    answer = await desk.act(last, "resend")
    assert (answer.status_code, answer.json()["code"]) == (429, "mail_resent_often")
    assert 3_500 < int(answer.headers["retry-after"]) <= 3_600
    assert len(mail_server.emails) == 4
    with clock.freeze(clock.now() + timedelta(minutes=61)):
        desk.headers = await make_staff(desk.session, settings, BuiltInRole.SUPPORT)
        assert (await desk.act(last, "resend")).status_code == 202


async def test_the_same_key_sends_once(desk: Desk, mail_server: MailServer, drain: Drain) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    key = {"Idempotency-Key": str(new_id())}
    answers = [await desk.act(mail.id, "resend", **key) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    await drain()
    assert len(mail_server.emails) == 2


async def test_each_failed_attempt_is_kept_with_what_was_said(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    mail_server.refusal = "550 no such mailbox"
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    found = await desk.read(mail.id)
    assert (found["state"], len(found["failures"])) == ("failed", 1)
    assert "550" in found["failures"][0]["error"]
    assert found["allowed_actions"] == ["retry"]
    mail_server.refusal = ""
    answer = await desk.act(mail.id, "retry")
    assert (answer.status_code, answer.json()["state"]) == (202, "pending")
    await drain()
    found = await desk.read(mail.id)
    assert (found["state"], found["error"], len(found["failures"])) == ("sent", None, 1)
    assert len(mail_server.emails) == 1
    again = await desk.act(mail.id, "retry")
    assert (again.status_code, again.json()["code"]) == (409, "mail_not_failed")


async def test_what_somebody_else_ran_again_is_not_run_twice(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    (mail,) = await desk.written()
    mail.state, mail.error = MailState.FAILED, "away"
    await desk.session.flush()
    assert (await desk.act(mail.id, "retry")).status_code == 202
    await drain()
    assert len(mail_server.emails) == 1


async def test_a_void_link_is_not_sent_but_a_new_one_is(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell(VerificationRequested(user_id=desk.customer.user.id))
    await desk.tell(VerificationRequested(user_id=desk.customer.user.id))
    await drain()
    void = next(one for one in await desk.written() if one.state is MailState.FAILED)
    answer = await desk.act(void.id, "retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "mail_void")
    assert (await desk.read(void.id))["allowed_actions"] == ["resend"]
    assert (await desk.act(void.id, "resend")).status_code == 202
    await drain()
    assert len(mail_server.emails) == 2


async def test_all_that_failed_is_tried_again_and_what_was_sent_is_not(
    desk: Desk,
    mail_server: MailServer,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mails, "BATCH", 2)
    await desk.tell_paid()
    await drain()
    for _ in range(5):
        await desk.tell_paid(InvoiceOverdue)
    failed = (await desk.written())[1:]
    await _kill(desk.session, *failed)
    failed[0].created_at -= timedelta(days=3)
    await desk.session.flush()
    answers = [await desk.retry_failed(timedelta(days=1)) for _ in range(2)]
    assert [one.json() for one in answers] == [{"failed": 4}] * 2
    await drain()
    states = [one.state for one in await desk.written() if one.id != failed[0].id]
    assert states == [MailState.SENT] * 5
    assert len(mail_server.emails) == 5
    assert (await desk.read(failed[0].id))["state"] == "failed"
    acts = await desk.session.scalars(
        select(AuditRecord).where(col(AuditRecord.action) == "mails.retried")
    )
    assert [one.changes["failed"] for one in acts] == [4, 4]


@pytest.mark.parametrize("since", [timedelta(days=8), timedelta(hours=-1)])
async def test_only_the_last_days_are_tried_again(desk: Desk, since: timedelta) -> None:
    answer = await desk.retry_failed(since)
    assert (answer.status_code, answer.json()["code"]) == (422, "mail_retry_span")


async def test_a_job_that_is_gone_is_told(desk: Desk, mail_server: MailServer) -> None:
    await desk.tell_paid()
    assert mail_server.emails == []
    (mail,) = await desk.written()
    await _kill(desk.session, mail)
    job = (await desk.session.scalars(select(Job).where(col(Job.task) == "mail.send"))).one()
    assert job.state is JobState.DEAD
    await desk.session.delete(job)
    await desk.session.flush()
    assert (await desk.act(mail.id, "retry")).json()["code"] == "mail_void"


async def test_who_may_only_read_is_offered_nothing(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    await desk.session.execute(
        text("UPDATE role SET permissions = array_remove(permissions, 'mail:manage')")
    )
    assert (await desk.read(mail.id))["allowed_actions"] == []
    assert (await desk.act(mail.id, "resend")).status_code == 403
    assert len(mail_server.emails) == 1


async def test_who_is_erased_is_in_no_text_that_was_kept(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    mail_server.refusal = "451 later"
    await desk.tell_paid()
    await drain()
    mail_server.refusal = ""
    (failed,) = await desk.written()
    await desk.act(failed.id, "retry")
    await drain()
    user = desk.customer.user
    person = Erased(
        user_id=user.id,
        email=user.email,
        name=user.name,
        phone=None,
        locale=Locale.EN,
        time_zone="UTC",
    )
    assert (await desk.session.scalars(select(MailFailure))).all()
    await forget(desk.session, person)
    (mail,) = await desk.written()
    assert (mail.subject, mail.body, mail.params) == (None, None, {})
    assert (await desk.session.scalars(select(MailFailure))).all() == []
    found = await desk.read(mail.id)
    assert user.email not in str(found)
    assert found["text"] is None


async def test_who_is_erased_while_it_is_on_its_way_is_not_kept(
    desk: Desk, mail_server: MailServer
) -> None:
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    (mail,) = await desk.written()
    delivery = await begin_delivery(desk.session, mail.id)
    assert delivery
    sent = await send(delivery)
    mail.name = ""
    await desk.session.flush()
    await finish_delivery(desk.session, delivery, sent)
    assert len(mail_server.emails) == 1
    (mail,) = await desk.written()
    assert (mail.state, mail.subject, mail.body) == (MailState.SENT, None, None)
