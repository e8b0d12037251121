"""Use cases of staff who look after e-mails: read, send once more, try again (ADR 0077)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.celery.dao import JobDAO
from app.celery.dispatch import dispatch_after_commit, pull_after_commit
from app.celery.enqueue import enqueue
from app.celery.job import Job, JobState
from app.celery.queues import Queue
from app.core import clock, json
from app.core.errors import AppError
from app.core.ids import new_id
from app.core.settings import get_settings
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.features.notifications.audit import AuditAction
from app.features.notifications.dao.mail_list import MAILS
from app.features.notifications.dao.mails import FailedSince, MailDAO, MailFailureDAO
from app.features.notifications.errors import (
    MailNotFailedError,
    MailNotNeededError,
    MailNotResendableError,
    MailNotSentError,
    MailRecipientGoneError,
    MailResentOftenError,
    MailRetrySpanError,
    MailVoidError,
)
from app.features.notifications.models import Mail, MailState
from app.features.notifications.providers.message import message_id
from app.features.notifications.schemas import (
    MAX_RETRY_DAYS,
    MailAction,
    MailDetailRead,
    MailFailureRead,
    MailKindList,
    MailKindRead,
    MailQuery,
    MailRetryAll,
    MailRetryAllRead,
)
from app.features.notifications.service.emails import hand_over, link_of, words_now
from app.features.notifications.service.templates import listed_templates, localized
from app.features.users import service as users
from app.manifest import Resend, mail_templates

RETRY_FAILED = "mail.retry_failed"
MAX_RESENDS = 3
RESEND_SPAN = timedelta(hours=1)
BATCH = 200
_SHOWN_FAILURES = 50
_WAITING = (JobState.PENDING, JobState.LEASED)


async def read_mails(reads: Reads, query: MailQuery) -> bytes:
    """Page of `MailRead`, everybody's."""
    return await MAILS.page(reads, query, Scope.all())


def list_kinds() -> MailKindList:
    """Return every kind of e-mail with its title."""
    kinds = [
        MailKindRead(name=one.name, group=one.group, title=localized(one.title))
        for one in listed_templates()
    ]
    return MailKindList(items=kinds)


async def read_mail(session: AsyncSession, staff: Principal, mail_id: UUID) -> MailDetailRead:
    """Return an e-mail with its words, without what opens anything; raises NotFoundError."""
    mails = MailDAO(session)
    mail = await mails.get(mail_id)
    row = json.loads(await MAILS.get(TransactionReads(session), mail_id, Scope.all()))
    as_sent = mail.subject is not None
    words = (mail.subject, mail.body) if as_sent else await words_now(session, mail)
    failures = await MailFailureDAO(session).of(mail_id, _SHOWN_FAILURES)
    job = await mails.job_of(mail_id) if mail.state is not MailState.SENT else None
    return MailDetailRead(
        **row | {"subject": words[0] if words else None},
        name=mail.name,
        text=words[1] if words else None,
        as_sent=as_sent,
        has_secrets=_has_secrets(mail),
        failures=[MailFailureRead(at=one.at, error=one.error) for one in failures],
        next_attempt_at=job.run_at if job and job.state in _WAITING else None,
        resend=_resend_of(mail),
        allowed_actions=await _allowed(session, staff, mail, job),
    )


def _has_secrets(mail: Mail) -> bool:
    declared = mail_templates().get(mail.template)
    return declared is not None and any(one.secret for one in declared.variables)


def _resend_of(mail: Mail) -> Resend:
    declared = mail_templates().get(mail.template)
    return declared.resend if declared else Resend.REFUSED


async def _allowed(
    session: AsyncSession, staff: Principal, mail: Mail, job: Job | None
) -> list[MailAction]:
    if Permission.MAIL_MANAGE not in staff.staff_permissions:
        return []
    found = []
    try:
        await _check_resend(session, mail)
        found.append(MailAction.RESEND)
    except AppError:
        pass
    if mail.state is MailState.FAILED and job and job.state is not JobState.DONE:
        found.append(MailAction.RETRY)
    return found


async def resend(session: AsyncSession, staff: Principal, mail_id: UUID) -> MailDetailRead:
    """Write an e-mail once more, to where its recipient reads now; a one-time link is a new one.

    Raises NotFoundError, MailNotResendableError, MailNotSentError, MailRecipientGoneError,
    MailNotNeededError, and MailResentOftenError for the fourth within an hour.
    """
    mails = MailDAO(session)
    found = await mails.get(mail_id)
    original_id = found.original_id or found.id
    await mails.lock(original_id)
    recipient = await _check_resend(session, found)
    await _pace(mails, original_id)
    copy = await mails.add(_copy(found, original_id, recipient))
    await hand_over(session, copy.id)
    entry = AuditEntry(
        AuditAction.MAIL_RESENT,
        account_id=found.account_id,
        target=Target("mail", copy.id),
        changes={"template": found.template},
    )
    await record(session, entry)
    return await read_mail(session, staff, copy.id)


async def _check_resend(session: AsyncSession, mail: Mail) -> str:
    """Return the address that the e-mail would go to now; raises why it would not."""
    mode = _resend_of(mail)
    if mode is Resend.REFUSED:
        raise MailNotResendableError
    # A new link voids that of the e-mail that failed, so at most one of the two arrives.
    failed_link = mode is Resend.NEW_LINK and mail.state is MailState.FAILED
    if mail.state is not MailState.SENT and not failed_link:
        raise MailNotSentError
    if mail.user_id is None or users.is_erased_address(mail.recipient):
        raise MailRecipientGoneError
    recipient = (await users.contact(session, mail.user_id)).email
    if users.is_erased_address(recipient):
        raise MailRecipientGoneError
    link = link_of(mail)
    if link and link.is_wanted and not await link.is_wanted(session, mail.user_id):
        raise MailNotNeededError
    return recipient


async def _pace(mails: MailDAO, original_id: UUID) -> None:
    now = clock.now()
    lately = await mails.sent_again(original_id, now - RESEND_SPAN)
    if len(lately) >= MAX_RESENDS:
        wait = lately[-MAX_RESENDS] + RESEND_SPAN - now
        raise MailResentOftenError(retry_after=max(1, round(wait.total_seconds())))


def _copy(mail: Mail, original_id: UUID, recipient: str) -> Mail:
    mail_id = new_id()
    same = mail.model_dump(
        include={"template", "account_id", "user_id", "name", "locale", "time_zone", "params"}
    )
    return Mail(
        **same,
        id=mail_id,
        event_id=new_id(),
        recipient=recipient,
        original_id=original_id,
        message_id=message_id(mail_id, get_settings().smtp_from),
    )


async def retry(session: AsyncSession, staff: Principal, mail_id: UUID) -> MailDetailRead:
    """Try an e-mail that failed again, with fresh attempts.

    Raises NotFoundError, MailNotFailedError, and MailVoidError where its link counts no more.
    """
    mail = await MailDAO(session).lock(mail_id)
    if mail.state is not MailState.FAILED:
        raise MailNotFailedError
    await _run_again(session, mail)
    mail.state, mail.error = MailState.PENDING, None
    await session.flush()
    entry = AuditEntry(
        AuditAction.MAIL_RETRIED,
        account_id=mail.account_id,
        target=Target("mail", mail.id),
        changes={"template": mail.template},
    )
    await record(session, entry)
    return await read_mail(session, staff, mail_id)


async def _run_again(session: AsyncSession, mail: Mail) -> None:
    """Have the job of a failed e-mail run; one that somebody else has run again already goes on."""
    found = await MailDAO(session).job_of(mail.id)
    job = await JobDAO(session).lock(found.id) if found else None
    if job is None or job.state is JobState.DONE:
        raise MailVoidError
    if job.state is JobState.DEAD:
        dispatch_after_commit(session, [await JobDAO(session).requeue(job.id)])


async def retry_all(session: AsyncSession, wanted: MailRetryAll) -> MailRetryAllRead:
    """Have a job try again what failed since then; raises MailRetrySpanError."""
    now = clock.now()
    if not now - timedelta(days=MAX_RETRY_DAYS) <= wanted.since <= now:
        raise MailRetrySpanError
    failed = await MailDAO(session).count_failed(FailedSince(wanted.since, now))
    since, until = wanted.since.isoformat(), now.isoformat()
    await enqueue(session, RETRY_FAILED, since=since, until=until)
    changes = {"since": since, "failed": failed}
    await record(session, AuditEntry(AuditAction.MAILS_RETRIED, changes=changes))
    return MailRetryAllRead(failed=failed)


async def retry_failed(
    session: AsyncSession, since: datetime, until: datetime, after: UUID | None
) -> None:
    """Let a batch of failed e-mails wait again, and leave those behind it to the next job.

    What was sent, what waits and whose link counts no more is passed over, so a repeat of it, or
    another one beside it, sends nothing twice.
    """
    failed = FailedSince(since, until, after)
    mails, jobs = await MailDAO(session).await_again(failed, BATCH)
    if not mails:
        return
    await JobDAO(session).requeue_all(jobs)
    pull_after_commit(session, [Queue.MAIL.value])
    if len(mails) == BATCH:
        begins, ends = since.isoformat(), until.isoformat()
        await enqueue(session, RETRY_FAILED, since=begins, until=ends, after=str(mails[-1]))
