"""Signing in and out, and proving an address.

Refusals that must leave a trace (a try counted, a stolen family ended) are answered, not raised:
raising would undo the unit of work.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.security import OAuth2PasswordRequestForm

from app.auth.authenticator import Authenticator
from app.auth.dependencies import PUBLIC
from app.core.errors import UnauthenticatedError
from app.core.settings import Settings
from app.features.users import service
from app.features.users.endpoints.transport import RefreshTransport, Transport
from app.features.users.errors import (
    InvalidGrantError,
    InvalidTokenRequestError,
    UnsupportedGrantError,
    VerificationInvalidError,
)
from app.features.users.schemas import (
    Accepted,
    TokenForm,
    TokenRead,
    VerificationRequest,
    VerifyCreate,
)
from app.web import problems
from app.web.client import client_ip
from app.web.dependencies import Configuration, Reads, Session

router = APIRouter(prefix="/auth", tags=["auth"])
_AGENT_LENGTH = 256
_REFUSAL: dict[str, Any] = {
    "description": "RFC 6749, 5.2: `code` and `error` name what is wrong",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _origin(request: Request) -> service.Origin:
    agent = request.headers.get("user-agent", "")[:_AGENT_LENGTH]
    return service.Origin(client_ip(request.scope), agent)


def _refused(transport: Transport) -> Response:
    answer = problems.from_app_error(InvalidGrantError())
    transport.clear(answer)
    return answer


@router.post(
    "/token",
    operation_id="auth_sign_in",
    summary="Sign in, or renew an access token",
    response_model=TokenRead,
    response_model_exclude_none=True,
    responses={400: _REFUSAL},
    dependencies=[PUBLIC],
)
async def issue_token(
    form: Annotated[TokenForm, Form()],
    transport: RefreshTransport,
    request: Request,
    response: Response,
    session: Session,
    reads: Reads,
    settings: Configuration,
) -> Response | TokenRead:
    """Answer the grants `password` and `refresh_token` (RFC 6749, sections 4.3 and 6)."""
    if form.grant_type == "password":
        if not form.username or not form.password:
            raise InvalidTokenRequestError
        credentials = OAuth2PasswordRequestForm(username=form.username, password=form.password)
        signed = await service.sign_in(session, reads, settings, credentials, _origin(request))
    elif form.grant_type == "refresh_token":
        signed = await _renewed(session, settings, transport.given(form.refresh_token))
    elif form.grant_type:
        raise UnsupportedGrantError
    else:
        raise InvalidTokenRequestError
    return transport.answer(signed, response) if signed else _refused(transport)


async def _renewed(session: Session, settings: Settings, token: str) -> service.Signed | None:
    return await service.refresh(session, settings, token) if token else None


@router.post(
    "/sign-out",
    operation_id="auth_sign_out",
    summary="End the session",
    status_code=204,
    dependencies=[PUBLIC],
)
async def sign_out(
    request: Request, transport: RefreshTransport, response: Response, session: Session
) -> None:
    """End the sessions of the bearer token and of the cookie; without either there is none."""
    authenticator: Authenticator = request.app.state.authenticator
    ip = client_ip(request.scope)
    try:
        bearer = await authenticator.principal(request.headers.get("authorization"), ip)
    except UnauthenticatedError:
        pass
    else:
        if bearer.session_id is not None:
            await service.end_session(session, bearer.session_id, "signed_out")
            authenticator.forget(bearer.session_id)
    if transport.cookie:
        await service.sign_out_by_refresh_token(session, transport.cookie)
    transport.clear(response)


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
