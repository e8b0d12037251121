"""One-time codes: a link or six digits, sent to where the person can read them, that work once.

A code is opened when it is asked for and issued when its message is written. Only digests are
kept; the digits are keyed, since a bare digest of a million possibilities is no secret.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.crypto import digest, new_token, sign, verify
from app.core.errors import TooManyRequestsError
from app.core.settings import get_settings
from app.features.users.dao.codes import OneTimeCodeDAO
from app.features.users.dao.people import UserDAO
from app.features.users.errors import CodeJustSentError
from app.features.users.models import CodePurpose, OneTimeCode

LIFETIME = timedelta(minutes=10)
"""From when the message was handed over, however late that was (OWASP ASVS 5.0, 6.5.5)."""

_PREFIX = "hwv_"
_CODES = 1_000_000
_PAUSE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_A_DAY = {CodePurpose.CHANGE_EMAIL: 10, CodePurpose.VERIFY_PHONE: 5}
"""Five tries each: so few that guessing for a year is hopeless."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the message says: the only place where digits and token stand in plain."""

    digits: str = field(repr=False)
    token: str = field(repr=False)


def _keyed(code: OneTimeCode, digits: str) -> tuple[str, bytes]:
    return get_settings().secret_key.get_secret_value(), f"code:{code.id}:{digits}".encode()


async def open_code(
    session: AsyncSession, user_id: UUID, purpose: CodePurpose, target: str
) -> OneTimeCode:
    """Open a code for the person to be sent to `target`; older ones of its kind stop counting.

    Raises NotFoundError where there is no such person.
    """
    now = clock.now()
    await UserDAO(session).lock(user_id)
    codes = OneTimeCodeDAO(session)
    await codes.close(user_id, purpose, now=now)
    return await codes.add(
        OneTimeCode(
            user_id=user_id,
            purpose=purpose,
            target=target,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )


async def pace(session: AsyncSession, user_id: UUID, purpose: CodePurpose) -> None:
    """Let the person ask for a code, but neither at once again nor too often a day.

    Raises CodeJustSentError within a minute, TooManyRequestsError for the rest of the day.
    """
    now = clock.now()
    await UserDAO(session).lock(user_id)
    asked, last = await OneTimeCodeDAO(session).asked(user_id, purpose, now - _DAY)
    if last is None:
        return
    refusal, pause = (
        (CodeJustSentError, _PAUSE) if asked < _A_DAY[purpose] else (TooManyRequestsError, _DAY)
    )
    if last + pause > now:
        raise refusal(retry_after=_seconds(last + pause - now))


def _seconds(span: timedelta) -> int:
    return max(1, round(span.total_seconds()))


async def issue(
    session: AsyncSession, code: OneTimeCode, *, wait: timedelta = timedelta(0)
) -> Secrets:
    """Make the secrets of a code; it counts for its lifetime once `wait` is over.

    `wait` is how much longer the message may be on its way: the code must count when it arrives.
    A password is reset by the link alone: nobody signed in bounds the guessing of digits.
    """
    fresh = Secrets(f"{secrets.randbelow(_CODES):06d}", new_token(_PREFIX))
    by_digits = code.purpose is not CodePurpose.RESET_PASSWORD
    by_link = code.purpose is not CodePurpose.VERIFY_PHONE
    changes = {
        "code_digest": sign(*_keyed(code, fresh.digits)) if by_digits else None,
        "token_digest": digest(fresh.token) if by_link else None,
        "expires_at": clock.now() + wait + LIFETIME,
        "tries": 0,
    }
    await OneTimeCodeDAO(session).patch(code.id, changes)
    return fresh


async def spend_digits(
    session: AsyncSession, user_id: UUID, purpose: CodePurpose, digits: str
) -> OneTimeCode | None:
    """Use the person's code; None where the digits are wrong or out of time or tries.

    The try is counted in this unit of work: the caller answers, it must not raise.
    """
    now = clock.now()
    code = await OneTimeCodeDAO(session).try_code(user_id, purpose, now)
    if code is None or not verify(*_keyed(code, digits), code.code_digest or ""):
        return None
    await OneTimeCodeDAO(session).patch(code.id, {"closed_at": now})
    return code


async def spend_token(
    session: AsyncSession, purpose: CodePurpose, token: str
) -> OneTimeCode | None:
    """Use the code with the token of this link; None where it does not count (any more)."""
    return await OneTimeCodeDAO(session).spend_link(digest(token), purpose, clock.now())


async def withdraw(session: AsyncSession, user_id: UUID, *purposes: CodePurpose) -> bool:
    """Let the person's open codes of these kinds stop counting; tell whether there were any."""
    return await OneTimeCodeDAO(session).close(user_id, *purposes, now=clock.now()) > 0


async def counts(session: AsyncSession, token: str) -> bool:
    """Tell whether the code with this link is still the person's newest and was not used."""
    return await OneTimeCodeDAO(session).by_link(digest(token)) is not None


async def sent(session: AsyncSession, token: str) -> None:
    """Let the lifetime of the code with this link begin: its message was handed over."""
    found = await OneTimeCodeDAO(session).by_link(digest(token))
    if found is not None:
        end = clock.now() + LIFETIME
        await OneTimeCodeDAO(session).expire(digest(token), end)


async def purge(session: AsyncSession, before: datetime) -> None:
    """Delete what was asked for before then and does not count any more."""
    await OneTimeCodeDAO(session).purge(before)
