"""Mails to oneself: whether the server takes them, and what a draft looks like on arrival."""

from uuid import UUID

from app.auth.principal import Principal
from app.core import clock, smtp
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings, get_settings
from app.dao.session import UnitsOfWork
from app.features.brand import service as brand
from app.features.notifications.providers.look import look_of
from app.features.notifications.providers.message import Envelope, message, message_id
from app.features.notifications.providers.rendering import Rendered, render
from app.features.notifications.schemas import MailTestRead
from app.features.settings import service as settings
from app.features.users import service as users
from app.manifest import mail_templates

_TEMPLATE = "mail_test"
_LONGEST = 500


async def send_test_mail(work: UnitsOfWork, staff: Principal) -> MailTestRead:
    """Send one over the server as it is set now and return what came of it, in its own words."""
    async with work.unit_of_work() as session:
        server = await settings.overlaid(session, get_settings())
        reader = await users.contact(session, staff.user_id)
        shown = await brand.read(session)
    params = {"name": reader.name, "company": shown.name, "public_url": server.public_url}
    look = look_of(shown, server.public_url)
    rendered = render(mail_templates()[_TEMPLATE], reader.locale, reader.time_zone, params, look)
    found = await deliver_to(server, reader.email, reader.locale, rendered, new_id())
    async with work.unit_of_work() as session:
        await settings.note_mail_test(session, found.recipient, sent=found.sent)
    return found


async def deliver_to(
    server: Settings, recipient: str, locale: Locale, rendered: Rendered, mail_id: UUID
) -> MailTestRead:
    """Send a mail at once, with no transaction open, and return what came of it."""
    envelope = Envelope(
        sender=server.smtp_from,
        recipient=recipient,
        message_id=message_id(mail_id, server.smtp_from),
        written_at=clock.now(),
        locale=locale,
    )
    try:
        await smtp.deliver(server, message(rendered, envelope))
    except Exception as error:  # noqa: BLE001  whatever it is, it is what was asked for
        said = f"{type(error).__name__}: {error}".strip(": ")[:_LONGEST]
        return MailTestRead(recipient=recipient, sent=False, error=said)
    return MailTestRead(recipient=recipient, sent=True, error="")
