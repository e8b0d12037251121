"""How a brand would look, before it is saved: its tones, and an e-mail with them."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.locale import Locale
from app.core.settings import get_settings
from app.features.brand import service as brand
from app.features.notifications.providers.look import look_of
from app.features.notifications.providers.rendering import default_source, preview
from app.features.notifications.schemas import BrandPreviewRead, MailPreviewRead
from app.features.settings import service as settings
from app.features.settings.schemas import BrandSettings
from app.manifest import mail_templates

_TEMPLATE = "invoice_paid"


async def preview_brand(
    session: AsyncSession, wanted: BrandSettings, locale: Locale
) -> BrandPreviewRead:
    """Return what these settings would look like; nothing is stored."""
    shown = await brand.shown(session, wanted)
    server = await settings.overlaid(session, get_settings())
    shared = {"company": shown.name, "public_url": server.public_url}
    source = default_source(_TEMPLATE, locale)
    # As everywhere else the picture has a full address; a browser asks its own host for it.
    look = look_of(shown, server.public_url)
    mail = preview(mail_templates()[_TEMPLATE], locale, "UTC", shared, source, look)
    return BrandPreviewRead(
        brand=shown, mail=MailPreviewRead(subject=mail.subject, text=mail.text, html=mail.html)
    )
