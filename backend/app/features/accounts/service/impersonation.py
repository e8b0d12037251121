"""Staff signed in as a customer: with a reason, for an hour, told to the owner afterwards."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.celery.enqueue import enqueue
from app.core import clock
from app.core.errors import NotFoundError
from app.core.settings import Settings
from app.events.accounts import ImpersonationEnded
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.impersonations import ImpersonationDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.errors import StaffNotImpersonatedError
from app.features.accounts.models import Impersonation
from app.features.accounts.schemas import (
    ImpersonationCreate,
    ImpersonationLetter,
    ImpersonationRead,
)
from app.features.users import service as users

END = "accounts.end_impersonation"


async def impersonate(
    session: AsyncSession,
    settings: Settings,
    staff: Principal,
    user_id: UUID,
    payload: ImpersonationCreate,
    origin: users.Origin,
) -> ImpersonationRead:
    """Sign staff in as a member of the account, for `users.IMPERSONATED_FOR`.

    Raises NotFoundError where the person is no active member of it, StaffNotImpersonatedError.
    """
    impersonations, now = ImpersonationDAO(session), clock.now()
    if await impersonations.is_staff(user_id):
        raise StaffNotImpersonatedError
    if await AccountMemberDAO(session).of(payload.account_id, user_id, now) is None:
        raise NotFoundError
    posing = users.ImpersonationRequest(
        customer_id=user_id,
        account_id=payload.account_id,
        staff_id=staff.user_id,
        staff_session_id=staff.session,
        reason=payload.reason,
    )
    session_id, access_token = await users.begin_impersonation(session, settings, posing, origin)
    await impersonations.add(
        Impersonation(
            id=session_id,
            account_id=payload.account_id,
            user_id=user_id,
            staff_id=staff.user_id,
            reason=payload.reason,
            begun_at=now,
        )
    )
    entry = AuditEntry(
        AuditAction.IMPERSONATION_BEGUN,
        payload.account_id,
        Target("user", user_id),
        reason=payload.reason,
    )
    await record(session, entry)
    seconds = int(users.IMPERSONATED_FOR.total_seconds())
    await enqueue(session, END, delay=seconds, session_id=session_id)
    return ImpersonationRead(access_token=access_token, expires_in=seconds)


async def end_impersonation(session: AsyncSession, session_id: UUID) -> None:
    """End it, and let the owner be told; a second time changes nothing."""
    await users.end_session(session, session_id, "impersonation_ended")
    ended = await ImpersonationDAO(session).end(session_id, clock.now())
    if ended is None:
        return
    target = Target("user", ended.user_id)
    changes = {"staff_id": str(ended.staff_id)}
    await record(
        session, AuditEntry(AuditAction.IMPERSONATION_ENDED, ended.account_id, target, changes)
    )
    event = ImpersonationEnded(impersonation_id=ended.id)
    await publish(session, event, account_id=ended.account_id)


async def end_own_impersonation(session: AsyncSession, principal: Principal) -> None:
    """End the impersonation that the caller came with; raises NotFoundError where there is none."""
    if principal.impersonator_id is None:
        raise NotFoundError
    await end_impersonation(session, principal.session)


async def impersonation_letter(
    session: AsyncSession, impersonation_id: UUID
) -> ImpersonationLetter:
    """Return what the owner is told of an impersonation that ended; raises NotFoundError."""
    found = await ImpersonationDAO(session).get(impersonation_id)
    staff = await users.contact(session, found.staff_id)
    person = await users.contact(session, found.user_id)
    return ImpersonationLetter(
        account_id=found.account_id,
        staff_name=staff.name,
        user_name=person.name,
        reason=found.reason,
        begun_at=found.begun_at,
        ended_at=found.ended_at or clock.now(),
    )
