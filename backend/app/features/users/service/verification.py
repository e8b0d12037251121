"""Proving an e-mail address, by the link of a mail or by the six digits in it."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock, context
from app.core.context import Actor, ActorKind
from app.core.crypto import digest, new_token, sign, verify
from app.core.settings import get_settings
from app.events.outbox import publish
from app.events.users import UserVerified, VerificationRequested
from app.features.users.dao.people import EmailVerificationDAO, UserDAO
from app.features.users.models import EmailVerification
from app.features.users.schemas import VerificationCode
from app.features.users.service.people import ask_for_mail

SEND_VERIFICATION = "users.send_verification"
_LIFETIME = timedelta(minutes=15)
_CODES = 1_000_000


def _keyed(user_id: UUID, code: str) -> tuple[str, bytes]:
    """A bare digest of six digits would be no secret; with our key it is."""
    return get_settings().secret_key.get_secret_value(), f"verify:{user_id}:{code}".encode()


async def issue_verification(
    session: AsyncSession, user_id: UUID, *, wait: timedelta = timedelta(0)
) -> VerificationCode:
    """Make a fresh proof for the person, good for 15 minutes; older ones stop counting.

    `wait` is how much longer its letter may be on its way: the proof must count when it arrives.
    Raises NotFoundError. Only digests are stored: keep what is returned sealed, until it is mailed.
    """
    user = await UserDAO(session).get(user_id)
    code = f"{secrets.randbelow(_CODES):06d}"
    token = new_token("hwv_")
    await EmailVerificationDAO(session).replace(
        EmailVerification(
            user_id=user.id,
            token_digest=digest(token),
            code_digest=sign(*_keyed(user.id, code)),
            expires_at=clock.now() + wait + _LIFETIME,
        )
    )
    return VerificationCode(
        email=user.email, name=user.name, locale=user.locale, code=code, link_token=token
    )


async def proof_counts(session: AsyncSession, token: str) -> bool:
    """Tell whether the proof with this link is still the person's newest and was not used."""
    return await EmailVerificationDAO(session).is_newest(digest(token))


async def proof_mailed(session: AsyncSession, token: str) -> None:
    """Let the 15 minutes of the proof with this link begin: its letter was handed over."""
    await EmailVerificationDAO(session).expire(digest(token), clock.now() + _LIFETIME)


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
    user_id = await EmailVerificationDAO(session).spend_link(digest(token), clock.now())
    if user_id is None:
        return False
    await _mark_verified(session, user_id)
    return True


async def verify_code(session: AsyncSession, email: str, code: str) -> bool:
    """Take the six digits as proof; False where they are wrong or out of time or tries.

    The try is counted in this unit of work: the caller answers, it must not raise.
    """
    now = clock.now()
    proof = await EmailVerificationDAO(session).try_code(email, now)
    if proof is None or not verify(*_keyed(proof.user_id, code), proof.code_digest):
        return False
    await EmailVerificationDAO(session).patch(proof.id, {"used_at": now})
    await _mark_verified(session, proof.user_id)
    return True


async def _mark_verified(session: AsyncSession, user_id: UUID) -> None:
    context.bind(actor=Actor(ActorKind.USER, user_id))
    await UserDAO(session).patch(user_id, {"is_verified": True})
    await publish(session, UserVerified(user_id=user_id), account_id=None)
