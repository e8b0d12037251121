"""What people without a session do about theirs: a forgotten password, another address's link.

Refusals that must leave a trace are answered, not raised: raising would undo the unit of work.
"""

from fastapi import Response

from app.auth.dependencies import PUBLIC
from app.features.users import service
from app.features.users.endpoints.verification import done_or_invalid
from app.features.users.schemas.contacts import TokenConfirm
from app.features.users.schemas.fields import Accepted
from app.features.users.schemas.passwords import PasswordForgotten, PasswordReset
from app.web.dependencies import Session
from app.web.router import Router

router = Router(prefix="/auth", tags=["auth"])


@router.post(
    "/password/forgot",
    operation_id="auth_forget_password",
    summary="Ask for a link to choose another password",
    status_code=202,
    dependencies=[PUBLIC],
)
async def forgot_password(body: PasswordForgotten, session: Session) -> Accepted:
    """Mail a link if somebody has this address; at most one a minute, the answer never tells."""
    await service.request_reset(session, body.email)
    return Accepted()


@router.post(
    "/password/reset",
    operation_id="auth_reset_password",
    summary="Choose another password by a mailed link",
    status_code=204,
    response_model=None,
    dependencies=[PUBLIC],
)
async def reset_password(body: PasswordReset, session: Session) -> Response:
    """Replace the password and end every session; a second factor stays."""
    return done_or_invalid(await service.reset_password(session, body.token, body.password))


@router.post(
    "/email/confirm",
    operation_id="auth_confirm_email",
    summary="Prove another e-mail address by its link",
    status_code=204,
    response_model=None,
    dependencies=[PUBLIC],
)
async def confirm_email(body: TokenConfirm, session: Session) -> Response:
    """Change the address of whoever asked for it."""
    return done_or_invalid(await service.confirm_email_link(session, body.token))
