"""The sessions a person has: where they are signed in, and how to end that."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError
from app.events.audit import AuditEntry, Target, record
from app.features.users.audit import AuditAction
from app.features.users.dao.sessions import AuthSessionDAO
from app.features.users.models import AuthSession
from app.features.users.schemas.devices import SessionRead
from app.features.users.service import sessions
from app.features.users.service.agents import device_of

_SIGNED_OUT = "signed_out_elsewhere"


async def list_sessions(
    session: AsyncSession, user_id: UUID, current: UUID | None
) -> list[SessionRead]:
    """Return a person's live sessions, the one used last first, two hundred at most."""
    living = await AuthSessionDAO(session).living(user_id, clock.now())
    return [_read(one, location, current) for one, location in living]


def _read(found: AuthSession, location: str | None, current: UUID | None) -> SessionRead:
    return SessionRead(
        id=found.id,
        current=found.id == current,
        ip=found.ip,
        location=location,
        user_agent=found.user_agent,
        device=device_of(found.user_agent),
        created_at=found.created_at,
        last_used_at=found.last_used_at,
        expires_at=found.expires_at,
        second_factor=found.second_factor,
        impersonated=found.impersonator_id is not None,
    )


async def end_own(session: AsyncSession, principal: Principal, session_id: UUID) -> None:
    """End one of the person's sessions; raises NotFoundError for another's or an ended one."""
    found = await AuthSessionDAO(session).find(session_id)
    ended = found is None or found.revoked_at is not None or found.expires_at <= clock.now()
    if found is None or ended or found.user_id != principal.user_id:
        raise NotFoundError
    await sessions.end_session(session, session_id, _SIGNED_OUT)
    await record(
        session, AuditEntry(AuditAction.SESSION_REVOKED, target=Target("session", session_id))
    )


async def end_own_others(session: AsyncSession, principal: Principal) -> int:
    """End every session of the person but the present one; return how many there were."""
    user_id = principal.user_id
    ended = await sessions.end_others(session, user_id, keep=principal.session, reason=_SIGNED_OUT)
    target = Target("user", user_id)
    entry = AuditEntry(AuditAction.SESSIONS_REVOKED, target=target, changes={"ended": ended})
    await record(session, entry)
    return ended
