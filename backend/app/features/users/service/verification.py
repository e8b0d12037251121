"""Proving an e-mail address, by the link of a mail or by the six digits in it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import context
from app.core.context import Actor, ActorKind
from app.events.outbox import publish
from app.events.users import UserVerified, VerificationRequested
from app.features.users.dao.codes import OneTimeCodeDAO
from app.features.users.dao.people import UserDAO
from app.features.users.models import CodePurpose, OneTimeCode
from app.features.users.schemas.contacts import VerificationCode
from app.features.users.service import codes
from app.features.users.service.people import ask_for_mail

SEND_VERIFICATION = "users.send_verification"
_AT_ONCE = timedelta(0)
_NOBODY = UUID(int=0)


async def issue_verification(
    session: AsyncSession, user_id: UUID, *, wait: timedelta = _AT_ONCE
) -> VerificationCode:
    """Make a fresh proof for the person, good for ten minutes; older ones stop counting.

    `wait` is how much longer its e-mail may be on its way: the proof must count when it arrives.
    Raises NotFoundError. Only digests are stored: keep what is returned sealed, until it is mailed.
    """
    user = await UserDAO(session).get(user_id)
    code = await codes.open_code(session, user_id, CodePurpose.VERIFY_EMAIL, user.email)
    return await _issued(session, code, wait)


async def issue_email_code(
    session: AsyncSession, user_id: UUID, purpose: CodePurpose, *, wait: timedelta = _AT_ONCE
) -> VerificationCode | None:
    """Make what an e-mail of this purpose has to say (see `issue_verification`).

    None where the person has withdrawn the change of address it was for. Raises NotFoundError.
    """
    if purpose is CodePurpose.CHANGE_EMAIL:
        opened = await OneTimeCodeDAO(session).opened(user_id, purpose)
        return None if opened is None else await _issued(session, opened, wait)
    user = await UserDAO(session).get(user_id)
    code = await codes.open_code(session, user_id, purpose, user.email)
    return await _issued(session, code, wait)


async def _issued(session: AsyncSession, code: OneTimeCode, wait: timedelta) -> VerificationCode:
    user = await UserDAO(session).get(code.user_id)
    fresh = await codes.issue(session, code, wait=wait)
    return VerificationCode(
        email=code.target,
        name=user.name,
        locale=user.locale,
        code=fresh.digits,
        link_token=fresh.token,
    )


async def is_email_code_open(session: AsyncSession, token: str) -> bool:
    """Tell whether the proof with this link is still the person's newest and was not used."""
    return await codes.counts(session, token)


async def mark_email_code_sent(session: AsyncSession, token: str) -> None:
    """Let the time of the proof with this link begin: its e-mail was handed over."""
    await codes.sent(session, token)


async def request_verification(session: AsyncSession, email: str) -> None:
    """Take on to send another proof; the same work whoever, if anybody, has the address."""
    await enqueue(session, SEND_VERIFICATION, email=email)


async def send_verification(session: AsyncSession, email: str) -> None:
    """Publish VerificationRequested if somebody unverified has the address, once a minute."""
    user = await UserDAO(session).by_email(email)
    if user is None or user.is_verified or not user.is_active:
        return
    if await ask_for_mail(session, user.id):
        await publish(session, VerificationRequested(user_id=user.id), account_id=None)


async def verify_link(session: AsyncSession, token: str) -> bool:
    """Take the token of a link as proof; False where it does not count (any more)."""
    code = await codes.spend_token(session, CodePurpose.VERIFY_EMAIL, token)
    if code is None:
        return False
    await mark_verified(session, code.user_id)
    return True


async def verify_code(session: AsyncSession, email: str, code: str) -> bool:
    """Take the six digits as proof; False where they are wrong or out of time or tries.

    The try is counted in this unit of work: the caller answers, it must not raise. An unknown
    address costs the same work.
    """
    user = await UserDAO(session).by_email(email)
    user_id = user.id if user else _NOBODY
    proof = await codes.spend_digits(session, user_id, CodePurpose.VERIFY_EMAIL, code)
    if proof is None:
        return False
    await mark_verified(session, user_id)
    return True


async def mark_verified(session: AsyncSession, user_id: UUID) -> None:
    """Note that the person has proven the address; raises NotFoundError."""
    context.bind(actor=Actor(ActorKind.USER, user_id))
    await UserDAO(session).patch(user_id, {"is_verified": True})
    await publish(session, UserVerified(user_id=user_id), account_id=None)
