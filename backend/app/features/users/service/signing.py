"""Signing in: by password, by a second factor after it, or by a passkey alone.

What is refused is returned rather than raised: the try that was counted, the line in the log and
the code that was spent must stay.
"""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.crypto import digest, new_token
from app.core.errors import AppError
from app.core.metrics import Counter
from app.core.settings import Settings
from app.dao.scope import Scope
from app.dao.session import Reads, Statements
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings
from app.features.users.dao.factors import PasskeyChallengeDAO
from app.features.users.dao.people import UserDAO
from app.features.users.dao.signing import (
    SIGN_INS,
    AttemptDAO,
    SignInChallengeDAO,
    SignInDAO,
)
from app.features.users.errors import (
    InvalidGrantError,
    MfaExpiredError,
    MfaRequiredError,
    SignInLockedError,
    WrongCodeError,
    WrongPasskeyError,
)
from app.features.users.models import (
    ChallengePurpose,
    SignInChallenge,
    SignInMethod,
    SignInOutcome,
    User,
)
from app.features.users.providers.geoip import location_of
from app.features.users.providers.passwords import password_pool
from app.features.users.schemas.factors import PasskeyOptionsRead
from app.features.users.schemas.signing import SignInQuery
from app.features.users.service import attempts, factors, passkeys
from app.features.users.service.agents import with_devices
from app.features.users.service.ip_addresses import Origin
from app.features.users.service.sessions import Signed, begin

if TYPE_CHECKING:
    from fastapi.security import OAuth2PasswordRequestForm

_LIFETIME = timedelta(minutes=5)
_PREFIX = "hwm_"
_PASSWORD = SignInMethod.PASSWORD
ATTEMPTS = Counter("hostwright_sign_ins_total", "Attempts to sign in.", "method", "outcome")


async def sign_in(
    session: AsyncSession,
    reads: Statements,
    settings: Settings,
    credentials: "OAuth2PasswordRequestForm",
    origin: Origin,
) -> Signed | AppError:
    """Begin a session, or answer what is missing; the same, in the same time, whoever is known.

    Raises TooManyRequestsError when too many passwords wait to be checked.
    """
    address = credentials.username
    counted = await attempts.count_password(reads, settings, address, origin)
    from app.features.users.service.manager import UserDatabase, UserManager  # noqa: PLC0415  brings the web framework, which workers never need

    manager = UserManager(UserDatabase(session, reads), password_pool())
    if counted.over:
        if counted.first_over:
            known = await manager.user_db.get_by_email(address)
            await _note(session, known, origin, _PASSWORD, SignInOutcome.LOCKED)
        return SignInLockedError(retry_after=counted.retry_after)
    checked = await manager.checked(credentials)
    user = checked.user
    if user is None:
        await _note(session, checked.known, origin, _PASSWORD, SignInOutcome.WRONG_PASSWORD)
        return InvalidGrantError()
    await attempts.take_back(session, settings, address, origin)
    methods = await factors.methods_of(session, user.id)
    if not methods:
        return await _signed(session, settings, user, origin, _PASSWORD)
    token = await _half_done(session, user.id, origin)
    await _note(session, user, origin, _PASSWORD, SignInOutcome.SECOND_FACTOR_NEEDED)
    return MfaRequiredError(token, methods)


async def sign_in_by_code(
    session: AsyncSession,
    reads: Statements,
    settings: Settings,
    mfa_token: str,
    code: str,
    method: SignInMethod,
    origin: Origin,
) -> Signed | AppError:
    """Finish a half-done sign-in by the app's code or by a recovery code."""
    half = await SignInChallengeDAO(session).attempt(digest(mfa_token), clock.now())
    if half is None:
        return MfaExpiredError()
    user = await UserDAO(session).get(half.user_id)
    key = attempts.code_key(settings, user.id, user.email, origin)
    counted = await attempts.count(reads, key, attempts.CODES)
    if counted.over:
        if counted.first_over:
            await _note(session, user, origin, method, SignInOutcome.LOCKED)
        return SignInLockedError(retry_after=counted.retry_after)
    if method is SignInMethod.TOTP:
        counts = await factors.spend_totp(session, settings, user.id, code)
    else:
        counts = await factors.spend_recovery_code(session, user.id, code)
    if not counts:
        await _note(session, user, origin, method, SignInOutcome.WRONG_CODE)
        return WrongCodeError()
    return await _finished(session, settings, half, user, origin, method)


async def sign_in_by_passkey(
    session: AsyncSession,
    settings: Settings,
    assertion: passkeys.Assertion,
    mfa_token: str,
    origin: Origin,
) -> Signed | AppError:
    """Begin a session by a passkey, alone or as the second factor of a half-done sign-in."""
    half = None
    if mfa_token:
        half = await SignInChallengeDAO(session).attempt(digest(mfa_token), clock.now())
        if half is None:
            return MfaExpiredError()
    found = await passkeys.asserted(
        session,
        settings,
        ChallengePurpose.SIGN_IN,
        assertion,
        owner=half.id if half else None,
    )
    wanted = half.user_id if half else found.user_id
    named = await UserDAO(session).find(wanted) if wanted else None
    fits = found.counts and found.user_id == wanted
    if named is None or not named.is_active or not fits:
        await _note(session, named, origin, SignInMethod.PASSKEY, SignInOutcome.WRONG_PASSKEY)
        return WrongPasskeyError()
    return await _finished(session, settings, half, named, origin, SignInMethod.PASSKEY)


async def passkey_options(
    session: AsyncSession, settings: Settings, mfa_token: str | None
) -> PasskeyOptionsRead:
    """Return what a passkey is to sign to sign in; the person's own where the token counts."""
    half = None
    if mfa_token:
        half = await SignInChallengeDAO(session).of(digest(mfa_token), clock.now())
    return await passkeys.assertion_options(
        session,
        settings,
        ChallengePurpose.SIGN_IN,
        owner=half.id if half else None,
        user_id=half.user_id if half else None,
    )


async def page_sign_ins(reads: Reads, user_id: UUID, query: SignInQuery) -> bytes:
    """Return a page of the person's sign-ins as `PageRead[SignInRead]`."""
    return with_devices(await SIGN_INS.page(reads, query, Scope.all(), user_id=user_id))


async def purge(session: AsyncSession) -> None:
    """Delete what ran out, and the log's lines that are older than the settings keep them."""
    now = clock.now()
    await factors.purge(session)
    await PasskeyChallengeDAO(session).purge(now)
    await SignInChallengeDAO(session).purge(now)
    await AttemptDAO(session).purge(now)
    before = now - timedelta(
        days=(await settings.values(session, RetentionSettings)).sign_in_log_days
    )
    gone = await SignInDAO(session).purge(before)
    if gone:
        logger.info("forgot {} sign-ins before {}", gone, before.date())


async def _half_done(session: AsyncSession, user_id: UUID, origin: Origin) -> str:
    now = clock.now()
    token = new_token(_PREFIX)
    await SignInChallengeDAO(session).add(
        SignInChallenge(
            user_id=user_id,
            digest=digest(token),
            ip=origin.ip,
            user_agent=origin.user_agent,
            created_at=now,
            expires_at=now + _LIFETIME,
        )
    )
    return token


async def _finished(
    session: AsyncSession,
    settings: Settings,
    half: SignInChallenge | None,
    user: User,
    origin: Origin,
    method: SignInMethod,
) -> Signed:
    if half is not None:
        await SignInChallengeDAO(session).patch(half.id, {"used_at": clock.now()})
    return await _signed(session, settings, user, origin, method)


async def _signed(
    session: AsyncSession, settings: Settings, user: User, origin: Origin, method: SignInMethod
) -> Signed:
    signed = await begin(session, settings, user, origin, method)
    ATTEMPTS.add(method.value, SignInOutcome.SUCCEEDED.value)
    return replace(signed, device=attempts.device_cookie(settings, user.email, origin))


async def _note(
    session: AsyncSession,
    user: User | None,
    origin: Origin,
    method: SignInMethod,
    outcome: SignInOutcome,
) -> None:
    ATTEMPTS.add(method.value, outcome.value)
    line = {
        "user_id": user.id if user else None,
        "at": clock.now(),
        "ip": origin.ip,
        "location": location_of(origin.ip, user.locale) if user else None,
        "user_agent": origin.user_agent,
        "method": method,
        "outcome": outcome,
    }
    await SignInDAO(session).put(line)
