"""E-mails over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.features.notifications import service
from app.features.notifications.permissions import MailReader, MailSender
from app.features.notifications.schemas import (
    MailDetailRead,
    MailKindList,
    MailPage,
    MailQuery,
    MailRetryAll,
    MailRetryAllRead,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

mails = Router(prefix="/admin/mails", tags=["mail"])


@read(mails, "", answer=MailPage, operation_id="admin_mails_list", summary="Sent e-mails")
async def list_mails(
    reads: Reads, _reader: MailReader, query: Annotated[MailQuery, Query()]
) -> bytes:
    """List what was sent, waits or could not be sent, the newest first."""
    return await service.read_mails(reads, query)


@mails.get("/kinds", operation_id="admin_mails_kinds_list", summary="Kinds of e-mails")
async def list_kinds(_reader: MailReader) -> MailKindList:
    """List the kinds of e-mails with their titles."""
    return service.list_kinds()


@mails.post(
    "/actions/retry-failed",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="admin_mails_retry_failed",
    summary="Try all failed e-mails again",
)
async def retry_failed(
    session: Session, _sender: MailSender, wanted: MailRetryAll
) -> MailRetryAllRead:
    """Have a job try again what failed since a time; what was sent is not sent again."""
    return await service.retry_all(session, wanted)


@mails.get("/{mail_id}", operation_id="admin_mails_read", summary="One e-mail")
async def read_mail(session: Session, reader: MailReader, mail_id: UUID) -> MailDetailRead:
    """Return an e-mail with its text, without secret links and codes, and its attempts."""
    return await service.read_mail(session, reader, mail_id)


@mails.post(
    "/{mail_id}/actions/resend",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="admin_mails_resend",
    summary="Send an e-mail once more",
)
async def resend_mail(session: Session, sender: MailSender, mail_id: UUID) -> MailDetailRead:
    """Send it to the recipient's present address; at most three times an hour."""
    return await service.resend(session, sender, mail_id)


@mails.post(
    "/{mail_id}/actions/retry",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="admin_mails_retry",
    summary="Try a failed e-mail again",
)
async def retry_mail(session: Session, sender: MailSender, mail_id: UUID) -> MailDetailRead:
    """Give an e-mail that could not be sent fresh attempts."""
    return await service.retry(session, sender, mail_id)
