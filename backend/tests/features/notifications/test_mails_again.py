"""E-mails that staff send once more, and those that failed and are tried again."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.celery.job import Job, JobState
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.events.billing import InvoiceOverdue
from app.events.models import AuditRecord
from app.events.users import (
    EmailChanged,
    PasswordChanged,
    PasswordResetRequested,
    VerificationRequested,
)
from app.features.notifications.models import (
    MailState,
)
from app.features.notifications.service import mails
from app.features.users import service as users
from tests.factories.users import make_staff
from tests.features.notifications.conftest import MailServer
from tests.features.notifications.desk import Desk, desk, kill

__all__ = ["desk"]

Drain = Callable[[], Awaitable[int]]

_LINK = re.compile(r"token=(\S+)")


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
    await kill(desk.session, *failed)
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
    await kill(desk.session, mail)
    job = (await desk.session.scalars(select(Job).where(col(Job.task) == "mail.send"))).one()
    assert job.state is JobState.DEAD
    await desk.session.delete(job)
    await desk.session.flush()
    assert (await desk.act(mail.id, "retry")).json()["code"] == "mail_void"
