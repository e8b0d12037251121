"""Templates of staff that cannot be used any more: the default was sent, and staff are told."""

from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.core.metrics import Counter
from app.events.notifications import MailTemplateBroken
from app.events.outbox import publish
from app.features.notifications.dao.templates import MailTemplateDAO
from app.features.users import service as users
from app.manifest import Content, Recipient

FALLBACKS = Counter(
    "hostwright_mail_template_fallbacks_total",
    "E-mails sent by default because a template of staff could not be used.",
    "template",
)
_LONGEST = 200


async def note(session: AsyncSession, version_id: UUID, template: str, failure: str) -> None:
    """Note that a version could not be used; the first time publishes MailTemplateBroken."""
    FALLBACKS.add(template)
    row = await MailTemplateDAO(session).note_failure(version_id, failure[:_LONGEST])
    if row is None:
        return
    logger.error("the mail template {} ({}) is broken: {}", row.template, row.locale, failure)
    event = MailTemplateBroken(template=row.template, locale=row.locale, failure=row.failure or "")
    await publish(session, event, account_id=None)


async def told(session: AsyncSession, event: MailTemplateBroken) -> Content:
    """Return what to tell the staff who write templates."""
    people = await users.staff_contacts(session, Permission.MAIL_TEMPLATES)
    return Content(
        params={"template": event.template, "language": event.locale, "failure": event.failure},
        path="/admin/mail-templates",
        recipients=[Recipient.model_validate(one, from_attributes=True) for one in people],
    )
