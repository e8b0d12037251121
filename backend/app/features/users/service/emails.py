"""Another e-mail address: proven at the new one before it counts, told to the old one.

Nothing here says who has an address until somebody has proven to read its mail.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock, context
from app.core.context import Actor, ActorKind
from app.core.text import masked
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.users import EmailChanged, EmailChangeRequested
from app.features.users.audit import AuditAction
from app.features.users.dao.codes import OneTimeCodeDAO
from app.features.users.dao.people import UserDAO
from app.features.users.models import CodePurpose, OneTimeCode
from app.features.users.service import codes

_PROOFS = (CodePurpose.VERIFY_EMAIL, CodePurpose.RESET_PASSWORD)


async def ask_email_change(session: AsyncSession, user_id: UUID, email: str) -> None:
    """Take on to change the address once the new one is proven; an older payload is dropped.

    The same work whoever, if anybody, has the address. Raises CodeJustSentError where the person
    asks more often than once a minute, TooManyRequestsError more often than ten times a day.
    """
    await codes.pace(session, user_id, CodePurpose.CHANGE_EMAIL)
    await codes.open_code(session, user_id, CodePurpose.CHANGE_EMAIL, email)
    await publish(session, EmailChangeRequested(user_id=user_id), account_id=None)


async def wanted_email(session: AsyncSession, user_id: UUID) -> str | None:
    """Return the address the person wants instead of the present one, where it still counts."""
    wanted = await OneTimeCodeDAO(session).opened(user_id, CodePurpose.CHANGE_EMAIL)
    return wanted.target if wanted and wanted.expires_at > clock.now() else None


async def withdraw_email_change(session: AsyncSession, user_id: UUID) -> None:
    """Forget the address the person wanted; there may be none."""
    await codes.withdraw(session, user_id, CodePurpose.CHANGE_EMAIL)


async def confirm_email_link(session: AsyncSession, token: str) -> bool:
    """Change the address by the token of the link; False where it does not count (any more).

    Raises EmailTakenError where somebody else has the address: the link stays good meanwhile.
    """
    code = await codes.spend_token(session, CodePurpose.CHANGE_EMAIL, token)
    return await _changed(session, code)


async def confirm_email_code(session: AsyncSession, user_id: UUID, digits: str) -> bool:
    """Change the address by the six digits; False where they are wrong or out of time or tries.

    The try is counted in this unit of work: the caller answers, it must not raise. Raises
    EmailTakenError where the digits are right and somebody else has the address.
    """
    code = await codes.spend_digits(session, user_id, CodePurpose.CHANGE_EMAIL, digits)
    return await _changed(session, code)


async def _changed(session: AsyncSession, code: OneTimeCode | None) -> bool:
    user = await UserDAO(session).lock(code.user_id) if code else None
    if code is None or user is None or not user.is_active:
        return False
    context.bind(actor=Actor(ActorKind.USER, user.id))
    previous = user.email
    await UserDAO(session).patch(user.id, {"email": code.target, "is_verified": True})
    await codes.withdraw(session, user.id, *_PROOFS)
    changes = {"email": [masked(previous), masked(code.target)]}
    await record(
        session,
        AuditEntry(AuditAction.EMAIL_CHANGED, target=Target("user", user.id), changes=changes),
    )
    await publish(session, EmailChanged(user_id=user.id, previous=previous), account_id=None)
    return True
