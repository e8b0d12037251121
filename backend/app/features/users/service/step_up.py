"""Step-up: proving once more, within a session, who is there.

A wrong proof is answered, not raised: the session that it ends must stay ended.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import RECENT_AUTH, Principal
from app.core import clock, json
from app.core.errors import AppError, UnauthenticatedError
from app.core.settings import Settings
from app.dao.session import Statements
from app.events.audit import AuditEntry, Target, record
from app.features.users.audit import AuditAction
from app.features.users.dao.sessions import AuthSessionDAO
from app.features.users.dao.signing import CREDENTIALS
from app.features.users.errors import SecondFactorNeededError, StepUpFailedError
from app.features.users.models import ChallengePurpose, SignInMethod
from app.features.users.providers.passwords import password_pool
from app.features.users.schemas.factors import StepUpCreate, StepUpOptionsRead
from app.features.users.service import attempts, factors, passkeys
from app.features.users.service.sessions import end_session

_FAILED = "step_up_failed"


async def step_up_options(
    session: AsyncSession, settings: Settings, principal: Principal
) -> StepUpOptionsRead:
    """Return by what the person can prove themselves; the password only without a second factor."""
    methods = await factors.methods_of(session, principal.user_id)
    if SignInMethod.PASSKEY not in methods:
        return StepUpOptionsRead(methods=methods or [SignInMethod.PASSWORD])
    asked = await passkeys.assertion_options(
        session,
        settings,
        ChallengePurpose.STEP_UP,
        owner=principal.session,
        user_id=principal.user_id,
    )
    return StepUpOptionsRead(
        methods=methods, challenge_id=asked.challenge_id, options=asked.options
    )


async def prove(
    session: AsyncSession,
    reads: Statements,
    settings: Settings,
    principal: Principal,
    given: StepUpCreate,
) -> datetime | AppError:
    """Check a proof and return until when it counts as fresh; else what refuses it.

    The fifth wrong one within a quarter of an hour ends the session. Raises
    TooManyRequestsError when too many passwords wait to be checked.
    """
    method = _method(given)
    known = json.loads(await CREDENTIALS.fetch_one(reads, user_id=principal.user_id))
    if method is SignInMethod.PASSWORD and known["second_factor"]:
        return SecondFactorNeededError()
    key = attempts.step_up_key(settings, principal.session)
    counted = await attempts.count(reads, key, attempts.STEP_UPS)
    if counted.over or not await _right(
        session, settings, principal, given, known["hashed_password"]
    ):
        if counted.left:
            return StepUpFailedError(tries_left=counted.left)
        await end_session(session, principal.session, _FAILED)
        return UnauthenticatedError()
    now = clock.now()
    proven = await AuthSessionDAO(session).lock(principal.session)
    proven.authenticated_at = now
    proven.second_factor = proven.second_factor or method is not SignInMethod.PASSWORD
    await attempts.forget(session, key)
    target = Target("session", principal.session)
    await record(
        session, AuditEntry(AuditAction.IDENTITY_PROVEN, target=target, changes={"method": method})
    )
    return now + RECENT_AUTH


def _method(given: StepUpCreate) -> SignInMethod:
    if given.password is not None:
        return SignInMethod.PASSWORD
    if given.totp is not None:
        return SignInMethod.TOTP
    return SignInMethod.RECOVERY_CODE if given.recovery_code else SignInMethod.PASSKEY


async def _right(
    session: AsyncSession,
    settings: Settings,
    principal: Principal,
    given: StepUpCreate,
    hashed: str,
) -> bool:
    user_id = principal.user_id
    if given.password is not None:
        right, _ = await password_pool().check(given.password, hashed)
        return right
    if given.totp is not None:
        return await factors.spend_totp(session, settings, user_id, given.totp)
    if given.recovery_code is not None:
        return await factors.spend_recovery_code(session, user_id, given.recovery_code)
    return await _signed(session, settings, principal, given)


async def _signed(
    session: AsyncSession, settings: Settings, principal: Principal, given: StepUpCreate
) -> bool:
    assert given.challenge_id is not None  # noqa: S101  the schema takes both or neither
    assert given.credential is not None  # noqa: S101  the same
    assertion = passkeys.Assertion(given.challenge_id, given.credential)
    owner = principal.session
    found = await passkeys.asserted(
        session, settings, ChallengePurpose.STEP_UP, assertion, owner=owner
    )
    return found.counts and found.user_id == principal.user_id
