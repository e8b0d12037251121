"""Pictures of people: set by the person, shown to whoever knows the name."""

from typing import Annotated

from fastapi import File, Path, Request, Response

from app.auth.dependencies import PUBLIC, PersonOnly
from app.features.users import service
from app.features.users.schemas.people import AvatarRead
from app.web.dependencies import Session, Work
from app.web.downloads import Attachment, send
from app.web.router import Router
from app.web.uploads import multipart

router = Router(tags=["me"])
_MAX_AGE = "public, max-age=31536000, immutable"


@router.put(
    "/me/avatar",
    operation_id="avatars_set",
    summary="Set one's own picture",
    max_body_size=multipart(service.AVATAR_BYTES),
)
async def set_avatar(
    image: Annotated[bytes, File(description="PNG, JPEG or WebP, at most 1 MB")],
    principal: PersonOnly,
    work: Work,
) -> AvatarRead:
    """Draw the picture anew as a square, without whatever else the file carries."""
    return AvatarRead(avatar_url=await service.set_avatar(work, principal.user_id, image))


@router.delete(
    "/me/avatar",
    operation_id="avatars_remove",
    summary="Remove one's own picture",
    status_code=204,
)
async def remove_avatar(principal: PersonOnly, session: Session) -> None:
    """Take the picture away; there may be none."""
    await service.remove_avatar(session, principal.user_id)


@router.get(
    "/avatars/{name}",
    operation_id="avatars_read",
    summary="A person's picture",
    response_class=Response,
    responses={200: {"content": {service.AVATAR_TYPE: {}}}},
    dependencies=[PUBLIC],
)
async def read_avatar(
    request: Request, name: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], work: Work
) -> Response:
    """Return the picture; another picture has another name, so this one may be kept."""
    found = await service.open_avatar(work, name)
    return send(
        request,
        Attachment(
            "avatar.webp", found.size, found.media_type, found.stream, found.digest, _MAX_AGE
        ),
    )
