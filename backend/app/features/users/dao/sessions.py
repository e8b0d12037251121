"""SQL on sessions and their refresh tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlmodel import col

from app.dao.base import BaseDAO
from app.features.users.models import AuthSession, IpAddressLog, RefreshToken, User

_LISTED = 200


class AuthSessionDAO(BaseDAO[AuthSession]):
    """SQL on sessions."""

    model = AuthSession

    async def end(self, session_id: UUID, reason: str, now: datetime) -> UUID | None:
        """Revoke a session; return whose it was, None where it had ended before."""
        ended: UUID | None = await self.session.scalar(
            update(AuthSession)
            .where(col(AuthSession.id) == session_id, col(AuthSession.revoked_at).is_(None))
            .values(revoked_at=now, revoked_reason=reason)
            .returning(col(AuthSession.user_id))
        )
        return ended

    async def end_others(
        self, user_id: UUID, keep: UUID | None, reason: str, now: datetime
    ) -> Sequence[UUID]:
        """Revoke every live session of a person but `keep`; return which."""
        ended = await self.session.scalars(
            update(AuthSession)
            .where(
                col(AuthSession.user_id) == user_id,
                col(AuthSession.id).is_distinct_from(keep),
                col(AuthSession.revoked_at).is_(None),
            )
            .values(revoked_at=now, revoked_reason=reason)
            .returning(col(AuthSession.id))
        )
        return ended.all()

    async def living(
        self, user_id: UUID, now: datetime
    ) -> Sequence[tuple[AuthSession, str | None]]:
        """Return a person's live sessions, last used first, each with where its address is."""
        at_home = (col(IpAddressLog.user_id) == col(AuthSession.user_id)) & (
            col(IpAddressLog.ip) == col(AuthSession.ip)
        )
        found = await self.session.execute(
            select(AuthSession, col(IpAddressLog.location))
            .outerjoin(IpAddressLog, at_home)
            .where(
                col(AuthSession.user_id) == user_id,
                col(AuthSession.revoked_at).is_(None),
                col(AuthSession.expires_at) > now,
            )
            .order_by(col(AuthSession.last_used_at).desc(), col(AuthSession.id).desc())
            .limit(_LISTED)
        )
        return [(one, location) for one, location in found]

    async def raise_version(self, session_id: UUID) -> None:
        """Make the access tokens of a session void; its refresh token brings new ones."""
        raised = update(AuthSession).where(col(AuthSession.id) == session_id)
        await self.session.execute(raised.values(version=col(AuthSession.version) + 1))

    async def touch(self, session_id: UUID, now: datetime) -> None:
        """Note that the session was used."""
        used = update(AuthSession).where(col(AuthSession.id) == session_id)
        await self.session.execute(used.values(last_used_at=now))

    async def purge(self, before: datetime) -> None:
        """Delete the sessions, with their tokens, that ran out or were revoked before then."""
        await self.session.execute(
            delete(AuthSession).where(
                or_(col(AuthSession.expires_at) < before, col(AuthSession.revoked_at) < before)
            )
        )


class RefreshTokenDAO(BaseDAO[RefreshToken]):
    """SQL on refresh tokens."""

    model = RefreshToken

    async def claim(self, digest: str, now: datetime) -> tuple[RefreshToken, AuthSession] | None:
        """Lock a token of a live session of an active person, and return both; else None."""
        statement = (
            select(RefreshToken, AuthSession)
            .join(AuthSession, col(AuthSession.id) == col(RefreshToken.session_id))
            .join(User, col(User.id) == col(AuthSession.user_id))
            .where(
                col(RefreshToken.digest) == digest,
                col(RefreshToken.expires_at) > now,
                col(AuthSession.expires_at) > now,
                col(AuthSession.revoked_at).is_(None),
                col(User.is_active),
            )
            .with_for_update(of=RefreshToken)
        )
        found = (await self.session.execute(statement)).one_or_none()
        return None if found is None else (found[0], found[1])

    async def session_of(self, digest: str) -> UUID | None:
        """Return the session a token belongs to, spent or not."""
        found: UUID | None = await self.session.scalar(
            select(col(RefreshToken.session_id)).where(col(RefreshToken.digest) == digest)
        )
        return found

    async def purge(self, before: datetime) -> None:
        """Delete the tokens that ran out before then: nobody could use them again anyway."""
        await self.session.execute(
            delete(RefreshToken).where(col(RefreshToken.expires_at) < before)
        )
