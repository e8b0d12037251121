"""One rule applied to one event: recipients and channels."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.base import Event
from app.events.context import event_context
from app.features.accounts import service as accounts
from app.features.notifications.service import emails, in_app
from app.features.users import service as users
from app.manifest import Audience, Channel, Recipient, Rule


async def notify(session: AsyncSession, event: Event, *, rule: Rule) -> None:
    """Tell the rule's audience of the event being handled; a repeat tells nobody again."""
    content = await rule.data(session, event)
    if content is None:
        return
    if Channel.IN_APP in rule.channels:
        await in_app.add(session, rule, content)
    if Channel.EMAIL in rule.channels:
        people = content.recipients
        if people is None:
            people = await _audience(session, rule, event)
        await emails.write(session, rule.template, people, content)


async def _audience(session: AsyncSession, rule: Rule, event: Event) -> Sequence[Recipient]:
    if rule.audience is Audience.PERSON:
        return [await users.contact(session, event.model_dump()["user_id"])]
    account_id = event_context().account_id
    return await accounts.contacts(session, account_id) if account_id else []
