"""Sessions of customers that staff sit in, and which account a session acts for."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.errors import NotFoundError
from app.core.settings import Settings
from app.events.outbox import publish
from app.events.users import SessionAccountChanged
from app.features.users.dao.people import UserDAO
from app.features.users.dao.sessions import AuthSessionDAO
from app.features.users.models import AuthSession
from app.features.users.service.ip_addresses import Origin

IMPERSONATED_FOR = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class ImpersonationRequest:
    """Whom of the customers somebody of the staff acts as, for which account, and why."""

    customer_id: UUID
    account_id: UUID
    staff_id: UUID
    staff_session_id: UUID
    reason: str


async def begin_impersonation(
    session: AsyncSession, settings: Settings, posing: ImpersonationRequest, origin: Origin
) -> tuple[UUID, str]:
    """Begin a session of the customer that staff sit in; return its id and its access token.

    Both end after `IMPERSONATED_FOR`: there is no refresh token. It is never proven, so nothing
    that asks for a fresh proof can be done in it. Raises NotFoundError for somebody disabled.
    """
    if not (await UserDAO(session).get(posing.customer_id)).is_active:
        raise NotFoundError
    now = clock.now()
    begun = await AuthSessionDAO(session).add(
        AuthSession(
            user_id=posing.customer_id,
            account_id=posing.account_id,
            ip=origin.ip,
            user_agent=origin.user_agent,
            created_at=now,
            last_used_at=now,
            expires_at=now + IMPERSONATED_FOR,
            impersonator_id=posing.staff_id,
            impersonator_session_id=posing.staff_session_id,
            impersonation_reason=posing.reason,
        )
    )
    token = AccessTokens(settings).issue(
        begun.user_id, begun.id, begun.version, lifetime=IMPERSONATED_FOR
    )
    return begun.id, token


async def choose_account(session: AsyncSession, session_id: UUID, account_id: UUID | None) -> None:
    """Let a session act for this account from now on; None for the person's first one."""
    changed = await AuthSessionDAO(session).patch(session_id, {"account_id": account_id})
    event = SessionAccountChanged(user_id=changed.user_id, session_id=session_id)
    await publish(session, event, account_id=None)
