"""Signing in: the token endpoint and its grants.

Refusals that must leave a trace (a try counted, a stolen family ended) are answered, not raised:
raising would undo the unit of work.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.dependencies import PUBLIC
from app.core.email import email_or_as_typed
from app.core.errors import AppError
from app.core.settings import Settings
from app.dao.session import Statements as StatementsPort
from app.features.users.endpoints.refresh_cookie import RefreshChannel, RefreshTokens
from app.features.users.errors import (
    InvalidGrantError,
    InvalidTokenRequestError,
    MfaExpiredError,
    MfaRequiredError,
    SignInLockedError,
    UnsupportedGrantError,
    WrongCodeError,
    WrongPasskeyError,
)
from app.features.users.models import SignInMethod
from app.features.users.schemas.factors import PasskeyOptionsRead
from app.features.users.schemas.signing import SignInOptionsCreate, TokenForm, TokenRead
from app.features.users.service import signing
from app.features.users.service.ip_addresses import Origin
from app.features.users.service.passkeys import Assertion
from app.features.users.service.sessions import Signed, refresh
from app.web import problems
from app.web.client import client_ip
from app.web.dependencies import Configuration, Session, Statements
from app.web.ratelimit import count_guess
from app.web.router import Router

router = Router(prefix="/auth", tags=["auth"])
MAX_USER_AGENT_LENGTH = 256
_REFUSAL: dict[str, Any] = {
    "description": "RFC 6749, 5.2: `code` and `error` name what is wrong; with `mfa_required`"
    " come `mfa_token` and `methods`",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_LOCKED: dict[str, Any] = _REFUSAL | {"description": "Too many attempts; see `Retry-After`"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One token request and what it is answered with."""

    session: AsyncSession
    reads: StatementsPort
    settings: Settings
    form: TokenForm
    refresh_tokens: RefreshChannel
    origin: Origin


Answer = Signed | AppError


async def _by_password(asked: _Asked) -> Answer:
    form = asked.form
    if not form.username or not form.password:
        raise InvalidTokenRequestError
    address = email_or_as_typed(form.username)
    credentials = OAuth2PasswordRequestForm(username=address, password=form.password)
    return await signing.sign_in(
        asked.session, asked.reads, asked.settings, credentials, asked.origin
    )


async def _by_refresh_token(asked: _Asked) -> Answer:
    token = asked.refresh_tokens.given(asked.form.refresh_token)
    if not token:
        return InvalidGrantError()
    renewed = await refresh(asked.session, asked.settings, token, asked.origin)
    return renewed or InvalidGrantError()


async def _by_totp(asked: _Asked) -> Answer:
    return await _by_code(asked, SignInMethod.TOTP)


async def _by_recovery_code(asked: _Asked) -> Answer:
    return await _by_code(asked, SignInMethod.RECOVERY_CODE)


async def _by_code(asked: _Asked, method: SignInMethod) -> Answer:
    form = asked.form
    if not form.mfa_token or not form.code:
        raise InvalidTokenRequestError
    return await signing.sign_in_by_code(
        asked.session,
        asked.reads,
        asked.settings,
        form.mfa_token,
        form.code,
        method,
        asked.origin,
    )


async def _by_passkey(asked: _Asked) -> Answer:
    form = asked.form
    if form.challenge_id is None or not form.credential:
        raise InvalidTokenRequestError
    assertion = Assertion(form.challenge_id, form.credential)
    return await signing.sign_in_by_passkey(
        asked.session, asked.settings, assertion, form.mfa_token, asked.origin
    )


@dataclass(frozen=True, slots=True)
class _Grant:
    """How one grant is answered; a refresh token is 256 random bits, the rest proves a person."""

    answer: Callable[[_Asked], Awaitable[Answer]]
    guessable: bool = True


_GRANTS = {
    "password": _Grant(_by_password),
    "refresh_token": _Grant(_by_refresh_token, guessable=False),
    "urn:hostwright:grant:totp": _Grant(_by_totp),
    "urn:hostwright:grant:recovery-code": _Grant(_by_recovery_code),
    "urn:hostwright:grant:passkey": _Grant(_by_passkey),
}


@router.post(
    "/token",
    operation_id="auth_sign_in",
    summary="Sign in, or renew an access token",
    response_model=TokenRead,
    response_model_exclude_none=True,
    responses={400: _REFUSAL, 429: _LOCKED},
    openapi_extra=problems.may_answer(
        InvalidGrantError,
        InvalidTokenRequestError,
        MfaRequiredError,
        MfaExpiredError,
        WrongCodeError,
        WrongPasskeyError,
        SignInLockedError,
    ),
    dependencies=[PUBLIC],
)
async def issue_token(
    form: Annotated[TokenForm, Form()],
    refresh_tokens: RefreshTokens,
    request: Request,
    response: Response,
    session: Session,
    reads: Statements,
    settings: Configuration,
) -> Response | TokenRead:
    """Answer the grants `password`, `refresh_token` and three of our own (RFC 6749, 4.3 to 6).

    `urn:hostwright:grant:totp` and `urn:hostwright:grant:recovery-code` take `mfa_token` and
    `code`; `urn:hostwright:grant:passkey` takes `challenge_id` and `credential`, alone or with an
    `mfa_token`. Every grant but `refresh_token` is counted among the guesses of its address.
    """
    grant = _GRANTS.get(form.grant_type)
    if grant is None or grant.guessable:
        await count_guess(request)
    if grant is None:
        raise UnsupportedGrantError if form.grant_type else InvalidTokenRequestError
    user_agent = request.headers.get("user-agent", "")[:MAX_USER_AGENT_LENGTH]
    origin = Origin(client_ip(request.scope), user_agent, refresh_tokens.device)
    asked = _Asked(session, reads, settings, form, refresh_tokens, origin)
    answer = await grant.answer(asked)
    if isinstance(answer, Signed):
        return refresh_tokens.answer(answer, response)
    refusal = problems.from_app_error(answer)
    if isinstance(answer, InvalidGrantError):
        refresh_tokens.clear(refusal)
    return refusal


@router.post(
    "/passkeys/options",
    operation_id="auth_passkeys_options",
    summary="What a passkey is to sign to sign in",
    dependencies=[PUBLIC],
)
async def passkey_options(
    body: SignInOptionsCreate, session: Session, settings: Configuration
) -> PasskeyOptionsRead:
    """Return PublicKeyCredentialRequestOptionsJSON; the answer tells nobody who has an account."""
    return await signing.passkey_options(session, settings, body.mfa_token)
