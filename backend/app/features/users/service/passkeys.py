"""Passkeys (W3C Web Authentication, level 3): made, named, taken away, and asked to sign."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError
from app.core.settings import Settings
from app.features.brand import service as brand
from app.features.users.audit import AuditAction
from app.features.users.dao.factors import PasskeyChallengeDAO, PasskeyDAO
from app.features.users.dao.people import UserDAO
from app.features.users.errors import PasskeyRefusedError, TooManyPasskeysError
from app.features.users.models import ChallengePurpose, Passkey, PasskeyChallenge
from app.features.users.schemas.factors import PasskeyCreate, PasskeyOptionsRead, PasskeyRead
from app.features.users.service.factors import Change, factor_added, factor_removed

if TYPE_CHECKING:
    from app.features.users.providers.authenticators import Options

_LIFETIME = timedelta(minutes=5)
_MAX = 20
_TIMEOUT_MS = int(_LIFETIME.total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an authenticator answered: AuthenticationResponseJSON, parsed or not."""

    challenge_id: UUID
    credential: str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asserted:
    """Whose passkey was named, if anybody's, and whether its signature counts."""

    user_id: UUID | None
    counts: bool


async def registration_options(
    session: AsyncSession, settings: Settings, principal: Principal
) -> PasskeyOptionsRead:
    """Return what a new authenticator of the person is to sign; raises TooManyPasskeysError."""
    from app.features.users.providers import authenticators  # noqa: PLC0415  heavy

    user = await UserDAO(session).get(principal.user_id)
    known = await PasskeyDAO(session).of(user.id)
    if len(known) >= _MAX:
        raise TooManyPasskeysError
    company = await brand.name(session)
    options = authenticators.registration_options(settings, company, user, known, _TIMEOUT_MS)
    return await _kept(session, ChallengePurpose.REGISTER, principal.session, options)


async def register(
    session: AsyncSession, settings: Settings, principal: Principal, body: PasskeyCreate
) -> PasskeyRead:
    """Keep a new passkey; raises PasskeyRefusedError, PasskeyKnownError."""
    from app.features.users.providers import authenticators  # noqa: PLC0415  heavy

    now = clock.now()
    challenge = await PasskeyChallengeDAO(session).spend(
        body.challenge_id, ChallengePurpose.REGISTER, principal.session, now
    )
    if challenge is None:
        raise PasskeyRefusedError
    try:
        made = authenticators.registered(settings, body.credential, challenge)
    except authenticators.FLAWS as flaw:
        raise PasskeyRefusedError from flaw
    passkey = Passkey(
        user_id=principal.user_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        name=body.name,
        backed_up=made.backed_up,
        created_at=now,
    )
    await PasskeyDAO(session).add(passkey)
    change = Change(AuditAction.PASSKEY_ADDED, "passkey_added", passkey.name, passkey.id)
    await factor_added(session, principal, change)
    return _read(passkey)


async def rename(session: AsyncSession, user_id: UUID, passkey_id: UUID, name: str) -> PasskeyRead:
    """Call a passkey of the person otherwise; raises NotFoundError."""
    passkey = await _own(session, user_id, passkey_id)
    passkey.name = name
    await session.flush()
    return _read(passkey)


async def remove(session: AsyncSession, principal: Principal, passkey_id: UUID) -> None:
    """Forget a passkey of the person; raises NotFoundError."""
    passkey = await _own(session, principal.user_id, passkey_id)
    await PasskeyDAO(session).remove(passkey.id)
    change = Change(AuditAction.PASSKEY_REMOVED, "passkey_removed", passkey.name, passkey.id)
    await factor_removed(session, principal, change)


async def assertion_options(
    session: AsyncSession,
    settings: Settings,
    purpose: ChallengePurpose,
    *,
    owner: UUID | None = None,
    user_id: UUID | None = None,
) -> PasskeyOptionsRead:
    """Return what a passkey is to sign; without `user_id`, any passkey that knows its person.

    `owner` is the session or half-done sign-in that alone may use the answer.
    """
    from app.features.users.providers import authenticators  # noqa: PLC0415  heavy

    known = await PasskeyDAO(session).of(user_id) if user_id else ()
    options = authenticators.assertion_options(settings, known, _TIMEOUT_MS, alone=user_id is None)
    return await _kept(session, purpose, owner, options)


async def asserted(
    session: AsyncSession,
    settings: Settings,
    purpose: ChallengePurpose,
    assertion: Assertion,
    *,
    owner: UUID | None,
) -> Asserted:
    """Check an authenticator's answer and note the use of its passkey.

    Without an `owner` the passkey stands alone: it must have verified its person. Nothing is
    raised: the challenge stays spent.
    """
    from app.features.users.providers import authenticators  # noqa: PLC0415  heavy

    now = clock.now()
    challenge = await PasskeyChallengeDAO(session).spend(
        assertion.challenge_id, purpose, owner, now
    )
    try:
        credential = authenticators.parsed_assertion(assertion.credential)
    except authenticators.FLAWS:
        return Asserted(None, counts=False)
    passkey = await PasskeyDAO(session).claim(credential.raw_id)
    if passkey is None:
        return Asserted(None, counts=False)
    alone = owner is None
    fits = credential.response.user_handle in {passkey.user_id.bytes} | (set() if alone else {None})
    if challenge is None or not fits:
        return Asserted(passkey.user_id, counts=False)
    counts = authenticators.verified(settings, credential, challenge, passkey, alone=alone)
    if counts:
        passkey.last_used_at = now
        await session.flush()
    return Asserted(passkey.user_id, counts=counts)


async def _kept(
    session: AsyncSession,
    purpose: ChallengePurpose,
    owner: UUID | None,
    options: "Options",
) -> PasskeyOptionsRead:
    kept = await PasskeyChallengeDAO(session).add(
        PasskeyChallenge(
            purpose=purpose,
            owner_id=owner,
            challenge=options.challenge,
            expires_at=clock.now() + _LIFETIME,
        )
    )
    return PasskeyOptionsRead(challenge_id=kept.id, options=options.plain)


async def _own(session: AsyncSession, user_id: UUID, passkey_id: UUID) -> Passkey:
    passkey = await PasskeyDAO(session).own(user_id, passkey_id)
    if passkey is None:
        raise NotFoundError
    return passkey


def _read(passkey: Passkey) -> PasskeyRead:
    return PasskeyRead.model_validate(passkey, from_attributes=True)
