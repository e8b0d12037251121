"""Sessions: begun by a sign-in, kept alive by rotating refresh tokens, ended for good.

A spent token shown again ends its session: somebody has a copy. Only within the grace, where
honest tabs race, it is answered once more with the same successor. (RFC 9700, section 4.14)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.tokens import AccessTokens
from app.core import clock, context
from app.core.context import Actor, ActorKind
from app.core.crypto import digest, new_token, sign
from app.core.settings import Settings
from app.events.acts import Act
from app.events.audit import Deed, Target, record
from app.events.outbox import publish
from app.events.users import SessionCreated, SessionRevoked
from app.features.users.dao.sessions import AuthSessionDAO, RefreshTokenDAO
from app.features.users.models import AuthSession, SignInMethod
from app.features.users.service.addresses import Origin, note

GRACE = timedelta(seconds=10)
_KEPT = timedelta(days=30)
_PREFIX = "hwr_"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a client gets: both tokens; lifetimes in seconds.

    `device` is the cookie by which a sign-in will know this device again.
    """

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    device: str = ""


async def begin(
    session: AsyncSession,
    settings: Settings,
    user_id: UUID,
    origin: Origin,
    method: SignInMethod,
) -> Signed:
    """Begin a session of a person who has just shown who they are."""
    context.bind(actor=Actor(ActorKind.USER, user_id))
    now = clock.now()
    begun = AuthSession(
        user_id=user_id,
        ip=origin.ip,
        agent=origin.agent,
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=settings.session_expire_days),
        proved_at=now,
        second_factor=method is not SignInMethod.PASSWORD,
    )
    token = new_token(_PREFIX)
    token_end = _token_end(settings, begun, now)
    await AuthSessionDAO(session).begin(begun, digest(token), token_end)
    deed = Deed(Act.SIGNED_IN, target=Target("session", begun.id), changes={"method": method})
    await record(session, deed)
    fact = SessionCreated(user_id=user_id, session_id=begun.id)
    await publish(session, fact, account_id=None)
    await note(session, user_id, origin, signing_in=True)
    return _signed(settings, begun, token, now)


async def refresh(
    session: AsyncSession, settings: Settings, token: str, origin: Origin
) -> Signed | None:
    """Spend a refresh token; None where it does not count, and then its session has ended."""
    now = clock.now()
    claimed = await RefreshTokenDAO(session).claim(digest(token), now)
    if claimed is None:
        return None
    spent, family = claimed
    # Derived, so that whoever races with the same token gets the same one, and none is stored.
    secret = settings.secret_key.get_secret_value()
    successor = _PREFIX + sign(secret, b"refresh-successor:" + token.encode())
    if spent.spent_at is None:
        await RefreshTokenDAO(session).patch(spent.id, {"spent_at": now})
        await RefreshTokenDAO(session).put(
            {
                "session_id": family.id,
                "digest": digest(successor),
                "created_at": now,
                "expires_at": _token_end(settings, family, now),
            }
        )
        await AuthSessionDAO(session).touch(family.id, now)
        await note(session, family.user_id, origin)
    elif now - spent.spent_at > GRACE:
        await end_session(session, family.id, "refresh_token_reused")
        return None
    return _signed(settings, family, successor, now)


async def sign_out_by_refresh_token(session: AsyncSession, token: str) -> None:
    """End the session a refresh token belongs to; a token that is none of ours ends nothing."""
    session_id = await RefreshTokenDAO(session).session_of(digest(token))
    if session_id is not None:
        await end_session(session, session_id, "signed_out")


async def end_session(session: AsyncSession, session_id: UUID, reason: str) -> None:
    """Revoke a session and its refresh tokens; ending it again changes nothing."""
    user_id = await AuthSessionDAO(session).end(session_id, reason, clock.now())
    if user_id is not None:
        fact = SessionRevoked(user_id=user_id, session_id=session_id, reason=reason)
        await publish(session, fact, account_id=None)


async def end_others(
    session: AsyncSession, user_id: UUID, *, keep: UUID | None, reason: str
) -> int:
    """Revoke every other session of a person, all of them without `keep`; return how many."""
    ended = await AuthSessionDAO(session).end_others(user_id, keep, reason, clock.now())
    for session_id in ended:
        fact = SessionRevoked(user_id=user_id, session_id=session_id, reason=reason)
        await publish(session, fact, account_id=None)
    return len(ended)


async def purge(session: AsyncSession) -> None:
    """Delete what ran out: tokens at once, sessions a month after their end."""
    now = clock.now()
    await RefreshTokenDAO(session).purge(now)
    await AuthSessionDAO(session).purge(now - _KEPT)


def _token_end(settings: Settings, family: AuthSession, now: datetime) -> datetime:
    idle = now + timedelta(days=settings.refresh_token_expire_days)
    return min(idle, family.expires_at)


def _signed(settings: Settings, family: AuthSession, token: str, now: datetime) -> Signed:
    tokens = AccessTokens(settings)
    left = _token_end(settings, family, now) - now
    return Signed(
        access_token=tokens.issue(family.user_id, family.id, family.version),
        expires_in=int(tokens.lifetime.total_seconds()),
        refresh_token=token,
        refresh_expires_in=int(left.total_seconds()),
    )
