"""What remains of a person in notifications, and the last e-mail to them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.context import event_context
from app.features.notifications.service import emails, in_app
from app.features.privacy import service as privacy
from app.features.users import service as users
from app.manifest import Content, Recipient

TEMPLATE = "data_erased"


async def farewell(session: AsyncSession, erasure_id: UUID) -> None:
    """Forget a person's e-mails and what they have seen; write to the address that was theirs."""
    person = await privacy.farewell(session, erasure_id)
    if person is None:
        return
    await emails.forget(session, person)
    await in_app.forget(session, person.user_id)
    erased = Recipient(
        email=users.erased_address(person.user_id),
        locale=person.locale,
        time_zone=person.time_zone,
    )
    content = Content(
        params={"at": event_context().occurred_at.isoformat()},
        secrets={"recipient": person.email, "name": person.name},
    )
    await emails.write(session, TEMPLATE, [erased], content)
