"""In-app notifications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.core.locale import Locale
from app.features.notifications import service
from app.features.notifications.permissions import MailTester, NotificationReader
from app.features.notifications.schemas import (
    BrandPreviewRead,
    MailTestRead,
    NotificationPage,
    NotificationQuery,
    NotificationSummary,
)
from app.features.settings.schemas import BrandSettings
from app.web.dependencies import Reads, Session, Work
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/notifications", tags=["notifications"])
admin = Router(prefix="/admin/settings", tags=["settings"])


@read(
    router,
    "",
    answer=NotificationPage,
    operation_id="notifications_list",
    summary="What has happened lately",
)
async def list_notifications(
    reads: Reads, reader: NotificationReader, query: Annotated[NotificationQuery, Query()]
) -> bytes:
    """List the account's notifications, newest first."""
    return await service.read_page(reads, reader, query)


@read(
    router,
    "/summary",
    answer=NotificationSummary,
    operation_id="notifications_summary_read",
    summary="How much is unread",
)
async def read_summary(reads: Reads, reader: NotificationReader) -> bytes:
    """Count what the caller has not seen."""
    return await service.read_unread(reads, reader)


@router.post(
    "/actions/read-all",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="notifications_read_all",
    summary="Mark everything as read",
)
async def mark_all_read(session: Session, reader: NotificationReader) -> None:
    """Mark every notification as seen by the caller."""
    await service.mark_all_read(session, reader)


@router.post(
    "/{notification_id}/actions/read",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="notifications_read",
    summary="Mark one notification as read",
)
async def mark_read(session: Session, reader: NotificationReader, notification_id: UUID) -> None:
    """Mark one notification as seen by the caller."""
    await service.mark_read(session, reader, notification_id)


@admin.post(
    "/brand/actions/preview",
    operation_id="admin_settings_brand_preview",
    summary="See a brand before it is saved",
)
async def preview_brand(
    body: BrandSettings, session: Session, _tester: MailTester, locale: Locale = Locale.EN
) -> BrandPreviewRead:
    """Work out its tones and render an e-mail with them; nothing is stored."""
    return await service.preview_brand(session, body, locale)


@admin.post(
    "/mail/actions/test",
    operation_id="admin_settings_mail_test",
    summary="Send a test mail to oneself",
)
async def send_test_mail(work: Work, tester: MailTester) -> MailTestRead:
    """Send it now and tell what the server said; at most one at a time makes sense."""
    return await service.send_test_mail(work, tester)
