"""Signing out, and proving an address.

A refusal that must leave a trace (a try counted) is answered, not raised: raising would undo the
unit of work.
"""

from fastapi import Request, Response

from app.auth.dependencies import PUBLIC
from app.core.errors import UnauthenticatedError
from app.features.users import service
from app.features.users.endpoints.refresh_cookie import RefreshTokens
from app.features.users.errors import VerificationInvalidError
from app.features.users.schemas.contacts import VerificationRequest, VerifyCreate
from app.features.users.schemas.fields import Accepted
from app.web import problems
from app.web.client import client_ip
from app.web.dependencies import Authentication, InvalidatePrincipals, Session
from app.web.router import Router

router = Router(prefix="/auth", tags=["auth"])


@router.post(
    "/sign-out",
    operation_id="auth_sign_out",
    summary="End the session",
    status_code=204,
    dependencies=[PUBLIC],
)
async def sign_out(
    request: Request,
    refresh_tokens: RefreshTokens,
    response: Response,
    session: Session,
    authentication: Authentication,
    forget: InvalidatePrincipals,
) -> None:
    """End the sessions of the bearer token and of the cookie; without either there is none."""
    ip = client_ip(request.scope)
    try:
        bearer = await authentication.principal(request.headers.get("authorization"), ip)
    except UnauthenticatedError:
        pass
    else:
        if bearer.session_id is not None:
            await service.end_session(session, bearer.session_id, "signed_out")
            forget(bearer.session_id)
    if refresh_tokens.cookie:
        await service.sign_out_by_refresh_token(session, refresh_tokens.cookie)
    refresh_tokens.clear(response)
    # Not the storage, which holds the choice of language and theme, nor the device's cookie.
    response.headers["clear-site-data"] = '"cache"'


@router.post(
    "/verify",
    operation_id="auth_verify",
    summary="Prove an e-mail address",
    status_code=204,
    response_model=None,
    dependencies=[PUBLIC],
)
async def verify(body: VerifyCreate, session: Session) -> Response:
    """Take the token of the mail's link, or the six digits in it."""
    if body.token is not None:
        proven = await service.verify_link(session, body.token)
    else:
        proven = await service.verify_code(session, body.email or "", body.code or "")
    return (
        Response(status_code=204) if proven else problems.from_app_error(VerificationInvalidError())
    )


@router.post(
    "/verify/request",
    operation_id="auth_request_verification",
    summary="Send the verification mail again",
    status_code=202,
    dependencies=[PUBLIC],
)
async def request_verification(body: VerificationRequest, session: Session) -> Accepted:
    """Send another mail if somebody unverified has this address; at most one a minute."""
    await service.request_verification(session, body.email)
    return Accepted()
