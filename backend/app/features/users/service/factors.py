"""Second factors: an authenticator app and its recovery codes, and what follows any change.

Codes are RFC 6238's: SHA-1, six digits, 30 seconds, as every app has them.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pyotp
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import RECENT_AUTH, Principal
from app.core import clock
from app.core.crypto import digest, seal, unseal
from app.core.errors import NotFoundError
from app.core.settings import Settings, get_settings
from app.dao.session import Reads
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.users import SecondFactorChanged
from app.features.brand import service as brand
from app.features.users.audit import AuditAction
from app.features.users.dao.factors import (
    SECURITY,
    FactorDAO,
    PasskeyDAO,
    RecoveryCodeDAO,
    TotpDAO,
)
from app.features.users.dao.people import UserDAO
from app.features.users.dao.sessions import AuthSessionDAO
from app.features.users.dao.signing import SignInChallengeDAO
from app.features.users.errors import (
    OutrankedError,
    SecondFactorMissingError,
    TotpCodeWrongError,
    TotpEnabledError,
    TotpNotBegunError,
)
from app.features.users.models import SignInMethod, Totp
from app.features.users.schemas.factors import TotpRead
from app.features.users.service.sessions import end_others

_PENDING = timedelta(minutes=10)
_STEP_SECONDS = 30
_SECRET_CHARACTERS = 32
_CODES = 10
_CODE_BYTES = 15  # 120 bits: what has 112 needs no slow hash (OWASP ASVS 5.0, 6.5.2)
_GROUP = 4
_REASON = "second_factor_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """What changed about a person's factors: for the audit, for the e-mail; a passkey's name."""

    action: AuditAction
    word: str
    name: str = ""
    passkey_id: UUID | None = None


async def read_security(reads: Reads, principal: Principal) -> bytes:
    """Return how the person signs in as `SecurityRead`."""
    recent_auth_until = (
        principal.authenticated_at + RECENT_AUTH if principal.authenticated_at else None
    )
    return await SECURITY.fetch_one(
        reads,
        user_id=principal.user_id,
        policy=bool(get_settings().staff_second_factor),
        recent_auth_until=recent_auth_until,
    )


async def has_second_factor(session: AsyncSession, user_id: UUID) -> bool:
    """Tell whether the person has an authenticator app or a passkey."""
    return await FactorDAO(session).has_any(user_id)


async def methods_of(session: AsyncSession, user_id: UUID) -> list[SignInMethod]:
    """Return by what second factors the person can be known; none where there is no factor."""
    return await FactorDAO(session).methods(user_id)


async def begin_totp(session: AsyncSession, settings: Settings, user_id: UUID) -> TotpRead:
    """Make a secret to be confirmed within ten minutes; raises TotpEnabledError."""
    user = await UserDAO(session).get(user_id)
    secret = pyotp.random_base32(_SECRET_CHARACTERS)
    sealed = seal(_key(settings), secret.encode())
    if not await TotpDAO(session).begin(user_id, sealed, clock.now()):
        raise TotpEnabledError
    company = await brand.name(session)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=company)
    return TotpRead(secret=secret, uri=uri, qr_svg=_qr(uri))


async def confirm_totp(
    session: AsyncSession, settings: Settings, principal: Principal, code: str
) -> list[str]:
    """Put the secret to use and return fresh recovery codes.

    Raises TotpNotBegunError, TotpCodeWrongError.
    """
    now = clock.now()
    totp = await TotpDAO(session).of(principal.user_id)
    if totp is None or totp.confirmed_at is not None or totp.created_at + _PENDING < now:
        raise TotpNotBegunError
    step = _step_of(settings, totp, code)
    if step is None:
        raise TotpCodeWrongError
    if not await TotpDAO(session).confirm(totp.id, totp.sealed, step, now):
        raise TotpNotBegunError
    codes = await _new_codes(session, principal.user_id)
    await factor_added(session, principal, Change(AuditAction.TOTP_ENABLED, "totp_enabled"))
    return codes


async def disable_totp(session: AsyncSession, principal: Principal) -> None:
    """Forget the person's authenticator app; raises NotFoundError where none is in use."""
    if not await TotpDAO(session).forget(principal.user_id):
        raise NotFoundError
    await factor_removed(session, principal, Change(AuditAction.TOTP_DISABLED, "totp_disabled"))


async def renew_recovery_codes(session: AsyncSession, principal: Principal) -> list[str]:
    """Return ten fresh codes; the older ones stop counting. Raises SecondFactorMissingError."""
    if not await has_second_factor(session, principal.user_id):
        raise SecondFactorMissingError
    codes = await _new_codes(session, principal.user_id)
    change = Change(AuditAction.RECOVERY_CODES_MADE, "recovery_codes_made")
    await _changed(session, principal.user_id, principal.session, change)
    return codes


async def spend_totp(session: AsyncSession, settings: Settings, user_id: UUID, code: str) -> bool:
    """Take a code of the person's app; False where it is wrong or was taken before."""
    totp = await TotpDAO(session).of(user_id)
    if totp is None or totp.confirmed_at is None:
        return False
    step = _step_of(settings, totp, code)
    return step is not None and await TotpDAO(session).spend_step(totp.id, step)


async def spend_recovery_code(session: AsyncSession, user_id: UUID, code: str) -> bool:
    """Use one of the person's recovery codes, however it is written; False if it does not count."""
    plain = code.replace("-", "").replace(" ", "").lower()
    if not await RecoveryCodeDAO(session).spend(user_id, digest(plain), clock.now()):
        return False
    person = Target("user", user_id)
    await record(session, AuditEntry(AuditAction.RECOVERY_CODE_USED, target=person))
    await _tell(session, user_id, Change(AuditAction.RECOVERY_CODE_USED, "recovery_code_used"))
    return True


async def factor_added(session: AsyncSession, principal: Principal, change: Change) -> None:
    """Let all that follows a new factor happen; this session has just shown it."""
    await AuthSessionDAO(session).patch(principal.session, {"second_factor": True})
    await _changed(session, principal.user_id, principal.session, change)


async def factor_removed(session: AsyncSession, principal: Principal, change: Change) -> None:
    """Let all that follows a factor's end happen; the last one takes the recovery codes along."""
    if not await has_second_factor(session, principal.user_id):
        await RecoveryCodeDAO(session).forget(principal.user_id)
        await AuthSessionDAO(session).patch(principal.session, {"second_factor": False})
    await _changed(session, principal.user_id, principal.session, change)


async def reset(session: AsyncSession, staff: Principal, user_id: UUID, reason: str) -> None:
    """Take every second factor of a person away and sign them out, for one who lost them.

    Raises NotFoundError, and OutrankedError for staff who may do as much as the caller.
    """
    await UserDAO(session).lock(user_id)
    held = await FactorDAO(session).staff_permissions(user_id)
    if not held < staff.staff_permissions:
        raise OutrankedError
    await TotpDAO(session).forget(user_id)
    await PasskeyDAO(session).forget(user_id)
    await RecoveryCodeDAO(session).forget(user_id)
    await _changed(session, user_id, None, Change(AuditAction.SECOND_FACTOR_RESET, "reset"), reason)


async def purge(session: AsyncSession) -> None:
    """Delete secrets that nobody confirmed in time."""
    await TotpDAO(session).purge_unconfirmed(clock.now() - _PENDING)


async def _changed(
    session: AsyncSession,
    user_id: UUID,
    keep: UUID | None,
    change: Change,
    reason: str | None = None,
) -> None:
    await SignInChallengeDAO(session).drop_of(user_id)
    await end_others(session, user_id, keep=keep, reason=_REASON)
    passkey = change.passkey_id
    target = Target("passkey", passkey) if passkey else Target("user", user_id)
    changes = {"name": change.name} if change.name else {}
    await record(session, AuditEntry(change.action, target=target, changes=changes, reason=reason))
    await _tell(session, user_id, change)


async def _tell(session: AsyncSession, user_id: UUID, change: Change) -> None:
    event = SecondFactorChanged(user_id=user_id, change=change.word, name=change.name)
    await publish(session, event, account_id=None)


def _step_of(settings: Settings, totp: Totp, code: str) -> int | None:
    """Return the time step that the code belongs to, one either way from now; else None."""
    app = pyotp.TOTP(unseal(_key(settings), totp.sealed).decode(), interval=_STEP_SECONDS)
    now = app.timecode(clock.now())
    plain = code.replace(" ", "").encode()
    matching = [
        step
        for step in (now - 1, now, now + 1)
        if secrets.compare_digest(app.generate_otp(step).encode(), plain)
    ]
    return matching[-1] if matching else None


async def _new_codes(session: AsyncSession, user_id: UUID) -> list[str]:
    plain = [
        base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower() for _ in range(_CODES)
    ]
    await RecoveryCodeDAO(session).replace(user_id, [digest(one) for one in plain], clock.now())
    return [_grouped(one) for one in plain]


def _grouped(code: str) -> str:
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def _qr(uri: str) -> str:
    import segno  # noqa: PLC0415  only setting a TOTP app up draws one

    drawn = BytesIO()
    segno.make(uri, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, light="#fff"
    )
    return drawn.getvalue().decode()


def _key(settings: Settings) -> str:
    return settings.secret_key.get_secret_value()
