"""In-app notifications: added by events, read by each member of the account for themselves."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.core.locale import Locale
from app.dao.session import Reads
from app.events.context import event_context
from app.events.notifications import NotificationAdded
from app.events.outbox import publish
from app.features.notifications.dao.in_app import NOTIFICATIONS, UNREAD, NotificationDAO
from app.features.notifications.models import Notification
from app.features.notifications.providers.rendering import title
from app.features.notifications.schemas import NotificationQuery
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings
from app.manifest import Content, Rule, event_access, mail_templates

RETENTION_READ = timedelta(days=180)


async def add(session: AsyncSession, rule: Rule, content: Content) -> None:
    """Write a line for the event being handled; a second time changes nothing.

    Its text is kept in every language, as it was true then. Publishes NotificationAdded.
    """
    event = event_context()
    if event.account_id is None:
        return
    declared = mail_templates()[rule.template]
    line = Notification(
        event_id=event.event_id,
        account_id=event.account_id,
        event_type=event.type,
        rule=rule.name,
        text={locale.value: title(declared, locale, content.params) for locale in Locale},
        tone=rule.tone,
        path=content.path,
        permission=rule.permission or event_access()[event.type],
        service_id=content.service_id,
        invoice_id=content.invoice_id,
        created_at=event.occurred_at,
    )
    if await NotificationDAO(session).add_once(line):
        added = NotificationAdded(notification_id=line.id)
        await publish(session, added, account_id=event.account_id)


def _held(principal: Principal) -> list[str]:
    return sorted(principal.permissions)


async def read_page(reads: Reads, principal: Principal, query: NotificationQuery) -> bytes:
    """Return a page of what the caller may see, as JSON."""
    return await NOTIFICATIONS.page(
        reads,
        query,
        principal.scope(),
        reader=principal.user_id,
        held=_held(principal),
    )


async def read_unread(reads: Reads, principal: Principal) -> bytes:
    """Return how many lines the caller has not seen."""
    return await UNREAD.fetch_one(
        reads,
        account=principal.account,
        services=None if principal.services is None else list(principal.services),
        reader=principal.user_id,
        held=_held(principal),
    )


async def mark_all_read(session: AsyncSession, principal: Principal) -> None:
    """Note that the caller has seen everything there is."""
    await NotificationDAO(session, principal.scope()).mark(principal.user_id)


async def mark_read(session: AsyncSession, principal: Principal, notification_id: UUID) -> None:
    """Note that the caller has seen one; raises NotFoundError for another account's."""
    notifications = NotificationDAO(session, principal.scope())
    await notifications.get(notification_id)
    await notifications.mark(principal.user_id, notification_id)


async def forget(session: AsyncSession, user_id: UUID) -> None:
    """Forget what a person has seen."""
    await NotificationDAO(session).forget(user_id)


async def prune(session: AsyncSession) -> None:
    """Forget what is older than the settings keep it, and what was seen half a year ago."""
    now, kept = clock.now(), await settings.values(session, RetentionSettings)
    unread = timedelta(days=kept.notification_days)
    read = min(unread, RETENTION_READ)
    await NotificationDAO(session).prune(read=now - read, unread=now - unread)
