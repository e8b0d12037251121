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
from app.core.ids import new_id
from app.core.settings import Settings
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.users import SessionCreated, SessionRevoked
from app.features.settings import service as retention
from app.features.settings.schemas import RetentionSettings
from app.features.users.audit import AuditAction
from app.features.users.dao.sessions import AuthSessionDAO, RefreshTokenDAO
from app.features.users.dao.signing import Begun, SignInDAO
from app.features.users.models import SignInMethod, User
from app.features.users.providers.geoip import location_of, network_of
from app.features.users.service import attempts
from app.features.users.service.ip_addresses import Origin, note, tell

GRACE = timedelta(seconds=10)
_PREFIX = "hwr_"
_FIRST_VERSION = 1


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
    session: AsyncSession, settings: Settings, user: User, origin: Origin, method: SignInMethod
) -> Signed:
    """Begin a session of a person who has just shown who they are.

    Their failed attempts count no more; they are told where the address is new.
    """
    context.bind(actor=Actor(ActorKind.USER, user.id))
    now = clock.now()
    absolute_end = now + timedelta(days=settings.session_expire_days)
    token = new_token(_PREFIX)
    begun = Begun(
        session_id=new_id(),
        user_id=user.id,
        ip=origin.ip,
        network=network_of(origin.ip),
        location=location_of(origin.ip, user.locale),
        user_agent=origin.user_agent,
        now=now,
        expires_at=absolute_end,
        version=_FIRST_VERSION,
        second_factor=method is not SignInMethod.PASSWORD,
        digest=digest(token),
        token_expires_at=_token_end(settings, absolute_end, now),
        method=method,
        keys=attempts.keys_of(settings, user, origin),
    )
    known = await SignInDAO(session).begin(begun)
    target = Target("session", begun.session_id)
    await record(
        session, AuditEntry(AuditAction.SIGNED_IN, target=target, changes={"method": method})
    )
    event = SessionCreated(user_id=user.id, session_id=begun.session_id)
    await publish(session, event, account_id=None)
    await tell(session, user.id, origin, begun.location, known)
    claims = user.id, begun.session_id, begun.version
    return _signed(settings, claims, token, begun.token_expires_at - now)


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
    token_end = _token_end(settings, family.expires_at, now)
    if spent.spent_at is None:
        await RefreshTokenDAO(session).patch(spent.id, {"spent_at": now})
        await RefreshTokenDAO(session).put(
            {
                "session_id": family.id,
                "digest": digest(successor),
                "created_at": now,
                "expires_at": token_end,
            }
        )
        await AuthSessionDAO(session).touch(family.id, now)
        await note(session, family.user_id, origin)
    elif now - spent.spent_at > GRACE:
        await end_session(session, family.id, "refresh_token_reused")
        return None
    claims = family.user_id, family.id, family.version
    return _signed(settings, claims, successor, token_end - now)


async def sign_out_by_refresh_token(session: AsyncSession, token: str) -> None:
    """End the session a refresh token belongs to; a token that is none of ours ends nothing."""
    session_id = await RefreshTokenDAO(session).session_of(digest(token))
    if session_id is not None:
        await end_session(session, session_id, "signed_out")


async def end_session(session: AsyncSession, session_id: UUID, reason: str) -> None:
    """Revoke a session and its refresh tokens; ending it again changes nothing."""
    user_id = await AuthSessionDAO(session).end(session_id, reason, clock.now())
    if user_id is not None:
        event = SessionRevoked(user_id=user_id, session_id=session_id, reason=reason)
        await publish(session, event, account_id=None)


async def end_others(
    session: AsyncSession, user_id: UUID, *, keep: UUID | None, reason: str
) -> int:
    """Revoke every other session of a person, all of them without `keep`; return how many."""
    ended = await AuthSessionDAO(session).end_others(user_id, keep, reason, clock.now())
    for session_id in ended:
        event = SessionRevoked(user_id=user_id, session_id=session_id, reason=reason)
        await publish(session, event, account_id=None)
    return len(ended)


async def purge(session: AsyncSession) -> None:
    """Delete what ran out: tokens at once, ended sessions once the settings keep them no more."""
    now = clock.now()
    await RefreshTokenDAO(session).purge(now)
    kept = await retention.values(session, RetentionSettings)
    await AuthSessionDAO(session).purge(now - timedelta(days=kept.session_days))


def _token_end(settings: Settings, absolute_end: datetime, now: datetime) -> datetime:
    return min(now + timedelta(days=settings.refresh_token_expire_days), absolute_end)


def _signed(
    settings: Settings, claims: tuple[UUID, UUID, int], token: str, left: timedelta
) -> Signed:
    tokens = AccessTokens(settings)
    return Signed(
        access_token=tokens.issue(*claims),
        expires_in=int(tokens.lifetime.total_seconds()),
        refresh_token=token,
        refresh_expires_in=int(left.total_seconds()),
    )
