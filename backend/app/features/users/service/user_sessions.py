"""Staff's view of where a person is signed in, and how to end that."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.scope import Scope
from app.dao.session import Reads
from app.events.audit import AuditEntry, Target, record
from app.features.roles import service as roles
from app.features.users.audit import AuditAction
from app.features.users.dao.people import PERSON, UserDAO
from app.features.users.schemas.devices import SessionRead
from app.features.users.schemas.signing import SignInQuery
from app.features.users.service.devices import list_sessions
from app.features.users.service.sessions import end_others
from app.features.users.service.signing import page_sign_ins


async def sessions_of(session: AsyncSession, staff: Principal, user_id: UUID) -> list[SessionRead]:
    """Return a person's live sessions as `devices.list_sessions` does; raises NotFoundError."""
    await UserDAO(session).get(user_id)
    return await list_sessions(session, user_id, staff.session_id)


async def sign_ins_of(reads: Reads, user_id: UUID, query: SignInQuery) -> bytes:
    """Return a page of a person's sign-ins as `PageRead[SignInRead]`; raises NotFoundError."""
    await PERSON.get(reads, user_id, Scope.all())
    return await page_sign_ins(reads, user_id, query)


async def end_sessions(session: AsyncSession, staff: Principal, user_id: UUID, reason: str) -> int:
    """Sign a person out everywhere; return how many sessions ended.

    Raises NotFoundError, NotBelowError.
    """
    await UserDAO(session).get(user_id)
    await roles.check_below(session, staff, user_id)
    ended = await end_others(session, user_id, keep=None, reason="ended_by_staff")
    target, changes = Target("user", user_id), {"ended": ended}
    await record(session, AuditEntry(AuditAction.SESSIONS_REVOKED, None, target, changes, reason))
    return ended
