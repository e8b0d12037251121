"""The brand over HTTP: open to everybody, changed by staff."""

from typing import Annotated

from fastapi import File, Path, Request, Response, status

from app.auth.dependencies import PUBLIC
from app.features.brand import service
from app.features.brand.permissions import BrandManager, BrandReader
from app.features.brand.schemas import BrandRead, LogoRead
from app.features.settings import service as settings
from app.features.settings.schemas import BrandSettings, SettingsRead
from app.web.dependencies import Session, Work
from app.web.downloads import Attachment, send
from app.web.router import Router
from app.web.uploads import multipart
from app.web.versions import ExpectedVersion

router = Router(prefix="/public/brand", tags=["settings"])
admin = Router(prefix="/admin/settings/brand", tags=["settings"])
_MAX_AGE = "public, max-age=31536000, immutable"


@router.get(
    "",
    operation_id="settings_public_brand_read",
    summary="How the installation looks",
    dependencies=[PUBLIC],
)
async def read_brand(session: Session) -> BrandRead:
    """Return name, logos and accent, with the tones of the accent in both themes."""
    return await service.read(session)


@router.get(
    "/logos/{name}",
    operation_id="logos_read",
    summary="A logo",
    response_class=Response,
    responses={200: {"content": {service.LOGO_TYPE: {}}}},
    dependencies=[PUBLIC],
)
async def read_logo(
    request: Request, name: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], work: Work
) -> Response:
    """Return the picture; another logo has another name, so this one may be kept."""
    found = await service.open_logo(work, name)
    return send(
        request,
        Attachment("logo.png", found.size, found.media_type, found.stream, found.digest, _MAX_AGE),
    )


@admin.get("", operation_id="admin_settings_brand_read", summary="Settings: the brand")
async def read_settings(session: Session, _reader: BrandReader) -> SettingsRead[BrandSettings]:
    """Return the group as it counts now."""
    return await settings.read(session, BrandSettings)


@admin.put("", operation_id="admin_settings_brand_update", summary="Set the brand")
async def update_settings(
    body: BrandSettings, session: Session, manager: BrandManager, expected: ExpectedVersion
) -> SettingsRead[BrandSettings]:
    """Store name, logos and accent; every mail and page from now on shows them."""
    await service.change(session, manager, body, expected)
    return await settings.read(session, BrandSettings)


@admin.post(
    "/logos",
    status_code=status.HTTP_201_CREATED,
    operation_id="admin_logos_create",
    summary="Send a picture to be a logo",
    max_body_size=multipart(service.LOGO_BYTES),
)
async def add_logo(
    image: Annotated[bytes, File(description="PNG, JPEG or WebP, at most 1 MB")],
    manager: BrandManager,
    work: Work,
) -> LogoRead:
    """Draw the picture anew, without whatever else the file carries; the brand may then name it."""
    return await service.add_logo(work, manager, image)
