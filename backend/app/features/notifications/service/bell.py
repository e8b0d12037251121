"""The bell of an account: rung by events, read by each of its people for themselves."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock
from app.dao.session import Reads
from app.events.context import event_context
from app.events.notifications import NotificationAdded
from app.events.outbox import publish
from app.features.notifications.dao import BELL, UNREAD, NotificationDAO
from app.features.notifications.models import Notification
from app.features.notifications.schemas import NotificationQuery

KEPT_READ = timedelta(days=180)
KEPT = timedelta(days=365)


async def ring(
    session: AsyncSession,
    params: dict[str, Any],
    *,
    service_id: UUID | None = None,
    invoice_id: UUID | None = None,
    about_money: bool = False,
) -> None:
    """Write the event being handled into its account's bell; a second time changes nothing."""
    event = event_context()
    if event.account_id is None:
        return
    line = Notification(
        event_id=event.event_id,
        account_id=event.account_id,
        event_type=event.type,
        params=params,
        service_id=service_id,
        invoice_id=invoice_id,
        about_money=about_money,
        created_at=event.occurred_at,
    )
    if await NotificationDAO(session).ring(line):
        added = NotificationAdded(notification_id=line.id)
        await publish(session, added, account_id=event.account_id)


def _sees_money(principal: Principal) -> bool:
    return Permission.BILLING_READ in principal.permissions


async def read_page(reads: Reads, principal: Principal, query: NotificationQuery) -> bytes:
    """Return a page of the caller's bell."""
    return await BELL.page(
        reads,
        query,
        principal.scope(),
        reader=principal.user_id,
        money=_sees_money(principal),
    )


async def read_unread(reads: Reads, principal: Principal) -> bytes:
    """Return how many lines the caller has not seen."""
    return await UNREAD.fetch_one(
        reads,
        account=principal.account,
        services=None if principal.services is None else list(principal.services),
        reader=principal.user_id,
        money=_sees_money(principal),
    )


async def mark_all_read(session: AsyncSession, principal: Principal) -> None:
    """Note that the caller has seen everything there is."""
    await NotificationDAO(session, principal.scope()).mark(principal.user_id)


async def mark_read(session: AsyncSession, principal: Principal, notification_id: UUID) -> None:
    """Note that the caller has seen one line; raises NotFoundError for another account's."""
    bell = NotificationDAO(session, principal.scope())
    await bell.get(notification_id)
    await bell.mark(principal.user_id, notification_id)


async def forget(session: AsyncSession, user_id: UUID) -> None:
    """Forget what a person has seen."""
    await NotificationDAO(session).forget(user_id)


async def prune(session: AsyncSession) -> None:
    """Forget what was seen half a year ago, and what nobody looked at for a year."""
    now = clock.now()
    await NotificationDAO(session).prune(read=now - KEPT_READ, unread=now - KEPT)
