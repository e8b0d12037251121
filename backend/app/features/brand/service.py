"""Use cases of the brand: read where it is used, as every setting (ADR 0055).

A logo is kept as long as it is one of the ten last used: pages that were rendered before, and mails
that were sent, still show it.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.dao.blobs import chunks_of
from app.dao.session import UnitsOfWork
from app.dao.version import Expected
from app.features.brand.dao import BrandLogoDAO
from app.features.brand.errors import LogoUnknownError
from app.features.brand.models import BrandLogo
from app.features.brand.providers.tones import Tones, tones_of
from app.features.brand.schemas import BrandRead, LogoRead, ThemesRead, TonesRead
from app.features.files import service as files
from app.features.files.errors import FileTooLargeError
from app.features.files.schemas import FilePurpose, OpenedFile
from app.features.settings import service as settings
from app.features.settings.schemas import BrandSettings, CompanySettings

LOGO_TYPE = files.LOGO_TYPE
LOGO_BYTES = files.max_upload(FilePurpose.LOGO)
"""What a picture may weigh before it is drawn anew."""

_KEPT = 10
_MOST = (480, 120)
"""Pixels, width and height: twice what is shown, for dense screens."""


async def read(session: AsyncSession) -> BrandRead:
    """Return how the installation looks now."""
    return await shown(session, await settings.values(session, BrandSettings))


async def name(session: AsyncSession) -> str:
    """Return whom people deal with here, where they see no logo: in codes, apps and checkouts."""
    return await _name(session, await settings.values(session, BrandSettings))


async def shown(session: AsyncSession, wanted: BrandSettings) -> BrandRead:
    """Return how these settings look; a logo that is not kept is none."""
    logos = await BrandLogoDAO(session).named({wanted.logo_light, wanted.logo_dark})
    return BrandRead(
        name=await _name(session, wanted),
        accent=wanted.accent or None,
        themes=_themes(wanted.accent) if wanted.accent else None,
        logo_light=_logo(logos, wanted.logo_light),
        logo_dark=_logo(logos, wanted.logo_dark),
    )


async def change(
    session: AsyncSession, staff: Principal, wanted: BrandSettings, expected: Expected
) -> None:
    """Store how the installation looks; raises LogoUnknownError, and as `settings.change`."""
    logos = await _logos(session, wanted)
    await settings.change(session, staff, wanted, expected)
    await BrandLogoDAO(session).use(logos, clock.now())
    await _forget_older(session)


async def add_logo(work: UnitsOfWork, staff: Principal, content: bytes) -> LogoRead:
    """Keep a picture that the brand may take; nothing shows it before.

    Raises FileTooLargeError, ImageInvalidError, FileQuotaExceededError, StorageFullError,
    StorageUnavailableError.
    """
    if len(content) > LOGO_BYTES:
        raise FileTooLargeError(max_bytes=LOGO_BYTES)
    drawn = await files.redraw_within(content, _MOST)

    async def use(session: AsyncSession, name: str) -> None:
        logo = BrandLogo(name=name, width=drawn.width, height=drawn.height, created_at=clock.now())
        await BrandLogoDAO(session).add(logo)
        await _forget_older(session)

    parts = chunks_of(drawn.content)
    name = await files.receive(work, FilePurpose.LOGO, staff.user_id, parts, use)
    return LogoRead(name=name, url=_url(name), width=drawn.width, height=drawn.height)


async def open_logo(work: UnitsOfWork, name: str) -> OpenedFile:
    """Return a logo; raises NotFoundError, StorageUnavailableError."""
    async with work.unit_of_work() as session:
        found = await files.find_file(session, FilePurpose.LOGO, name)
    return await files.open_file(found)


async def _name(session: AsyncSession, wanted: BrandSettings) -> str:
    return wanted.name or (await settings.values(session, CompanySettings)).name


async def _forget_older(session: AsyncSession) -> None:
    gone = await BrandLogoDAO(session).drop_older(_KEPT)
    await files.discard(session, *gone)


async def _logos(session: AsyncSession, wanted: BrandSettings) -> Mapping[str, BrandLogo]:
    names = {name for name in (wanted.logo_light, wanted.logo_dark) if name}
    found = await BrandLogoDAO(session).named(names) if names else {}
    if missing := names - found.keys():
        raise LogoUnknownError(field="logo_light" if wanted.logo_light in missing else "logo_dark")
    return found


def _logo(logos: Mapping[str, BrandLogo], name: str) -> LogoRead | None:
    found = logos.get(name)
    if found is None:
        return None
    return LogoRead(name=name, url=_url(name), width=found.width, height=found.height)


def _url(name: str) -> str:
    return f"/api/v1/public/brand/logos/{name}"


def _themes(accent: str) -> ThemesRead:
    light, dark = tones_of(accent)
    return ThemesRead(light=_tones(light), dark=_tones(dark))


def _tones(tones: Tones) -> TonesRead:
    return TonesRead(**tones.values())
