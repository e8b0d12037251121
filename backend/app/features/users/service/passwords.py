"""Another password: chosen by the person signed in, or by whoever reads the person's mail."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.celery.enqueue import enqueue
from app.core import clock, context
from app.core.context import Actor, ActorKind
from app.core.settings import get_settings
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.users import PasswordChanged, PasswordResetRequested
from app.features.users.audit import AuditAction
from app.features.users.dao.people import UserDAO
from app.features.users.dao.sessions import AuthSessionDAO
from app.features.users.errors import PasswordWrongError
from app.features.users.models import CodePurpose, MailKind
from app.features.users.providers.passwords import password_pool
from app.features.users.schemas.passwords import PasswordChange
from app.features.users.service import attempts, codes
from app.features.users.service.people import ask_for_mail, hash_password
from app.features.users.service.verification import mark_verified
from app.manifest import AccessEnd, AccessLoss, revoke_credentials

SEND_RESET = "users.send_password_reset"


async def change_password(
    session: AsyncSession, principal: Principal, change: PasswordChange
) -> None:
    """Give the person another password; every other session ends, access tokens become void.

    Raises PasswordWrongError where the current one was given and is not right,
    TooManyRequestsError when too many passwords wait to be hashed.
    """
    hashed = await hash_password(change.new_password)
    if change.current_password is not None:
        await _require(session, principal.user_id, change.current_password)
    await _replace(session, principal.user_id, hashed, keep=principal.session)
    await AuthSessionDAO(session).raise_version(principal.session)
    await _told(session, principal.user_id, AuditAction.PASSWORD_CHANGED)


async def _require(session: AsyncSession, user_id: UUID, password: str) -> None:
    user = await UserDAO(session).get(user_id)
    right, _ = await password_pool().check(password, user.hashed_password)
    if not right:
        raise PasswordWrongError


async def _replace(session: AsyncSession, user_id: UUID, hashed: str, *, keep: UUID | None) -> None:
    """Replace the hash, and end whatever the older password or its thief has begun."""
    changed = {"hashed_password": hashed, "password_changed_at": clock.now()}
    await UserDAO(session).patch(user_id, changed)
    await revoke_credentials(
        session, AccessLoss(user_id, AccessEnd.PASSWORD_CHANGED, keep_session=keep)
    )


async def _told(session: AsyncSession, user_id: UUID, action: AuditAction) -> None:
    await record(session, AuditEntry(action, target=Target("user", user_id)))
    event = PasswordChanged(user_id=user_id, reset=action is AuditAction.PASSWORD_RESET)
    await publish(session, event, account_id=None)


async def request_reset(session: AsyncSession, email: str) -> None:
    """Take on to mail a link; the same work whoever, if anybody, has the address."""
    await enqueue(session, SEND_RESET, email=email)


async def send_reset(session: AsyncSession, email: str) -> None:
    """Publish PasswordResetRequested if somebody active has the address, once a minute."""
    user = await UserDAO(session).by_email(email)
    if user is None or not user.is_active:
        return
    if await ask_for_mail(session, user.id, MailKind.RESET):
        await publish(session, PasswordResetRequested(user_id=user.id), account_id=None)


async def reset_password(session: AsyncSession, token: str, password: str) -> bool:
    """Replace the password by the token of a mailed link; False where it does not count.

    Every session ends; a second factor stays. Whoever read the mail has proven the address too.
    The hash comes first, so that no connection is held meanwhile. Raises TooManyRequestsError.
    """
    hashed = await hash_password(password)
    code = await codes.spend_token(session, CodePurpose.RESET_PASSWORD, token)
    user = await UserDAO(session).lock(code.user_id) if code else None
    if user is None or not user.is_active:
        return False
    context.bind(actor=Actor(ActorKind.USER, user.id))
    if not user.is_verified:
        await mark_verified(session, user.id)
    await _replace(session, user.id, hashed, keep=None)
    await attempts.forget_address(session, get_settings(), user.email)
    await _told(session, user.id, AuditAction.PASSWORD_RESET)
    return True
