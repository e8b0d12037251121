"""Passkeys (W3C Web Authentication, level 3): made, named, taken away, and asked to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.auth.principal import Principal
from app.core import clock, json
from app.core.errors import NotFoundError
from app.core.settings import Settings
from app.features.users.audit import AuditAction
from app.features.users.dao.factors import PasskeyChallengeDAO, PasskeyDAO
from app.features.users.dao.people import UserDAO
from app.features.users.errors import PasskeyRefusedError, TooManyPasskeysError
from app.features.users.models import ChallengePurpose, Passkey, PasskeyChallenge
from app.features.users.schemas.factors import PasskeyCreate, PasskeyOptionsRead, PasskeyRead
from app.features.users.service.factors import Change, factor_added, factor_removed

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
    user = await UserDAO(session).get(principal.user_id)
    known = await PasskeyDAO(session).of(user.id)
    if len(known) >= _MAX:
        raise TooManyPasskeysError
    options = webauthn.generate_registration_options(
        rp_id=_rp_id(settings),
        rp_name=settings.company_name,
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return await _kept(session, ChallengePurpose.REGISTER, principal.session, options)


async def register(
    session: AsyncSession, settings: Settings, principal: Principal, body: PasskeyCreate
) -> PasskeyRead:
    """Keep a new passkey; raises PasskeyRefusedError, PasskeyKnownError."""
    now = clock.now()
    challenge = await PasskeyChallengeDAO(session).spend(
        body.challenge_id, ChallengePurpose.REGISTER, principal.session, now
    )
    if challenge is None:
        raise PasskeyRefusedError
    try:
        credential = parse_registration_credential_json(body.credential)
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(settings),
            expected_origin=_origin(settings),
        )
    except (WebAuthnException, ValueError) as flaw:
        raise PasskeyRefusedError from flaw
    passkey = Passkey(
        user_id=principal.user_id,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[one.value for one in credential.response.transports or ()],
        name=body.name,
        backed_up=verified.credential_backed_up,
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
    known = await PasskeyDAO(session).of(user_id) if user_id else ()
    alone = user_id is None
    options = webauthn.generate_authentication_options(
        rp_id=_rp_id(settings),
        timeout=_TIMEOUT_MS,
        allow_credentials=_descriptors(known),
        user_verification=(
            UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
        ),
    )
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
    now = clock.now()
    challenge = await PasskeyChallengeDAO(session).spend(
        assertion.challenge_id, purpose, owner, now
    )
    given = assertion.credential
    try:
        parsed = json.loads(given) if isinstance(given, str) else given
        credential = parse_authentication_credential_json(parsed)
    except (WebAuthnException, ValueError):
        return Asserted(None, counts=False)
    passkey = await PasskeyDAO(session).claim(credential.raw_id)
    if passkey is None:
        return Asserted(None, counts=False)
    alone = owner is None
    fits = credential.response.user_handle in {passkey.user_id.bytes} | (set() if alone else {None})
    if challenge is None or not fits:
        return Asserted(passkey.user_id, counts=False)
    counts = _verified(settings, credential, challenge, passkey, alone=alone)
    if counts:
        passkey.last_used_at = now
        await session.flush()
    return Asserted(passkey.user_id, counts=counts)


def _verified(
    settings: Settings,
    credential: AuthenticationCredential,
    challenge: bytes,
    passkey: Passkey,
    *,
    alone: bool,
) -> bool:
    """Check the signature; a count that does not grow means that the authenticator was copied."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(settings),
            expected_origin=_origin(settings),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
    except (WebAuthnException, ValueError):
        return False
    passkey.sign_count = verified.new_sign_count
    passkey.backed_up = verified.credential_backed_up
    return True


async def _kept(
    session: AsyncSession,
    purpose: ChallengePurpose,
    owner: UUID | None,
    options: Any,  # noqa: ANN401  either kind of the library's options
) -> PasskeyOptionsRead:
    kept = await PasskeyChallengeDAO(session).add(
        PasskeyChallenge(
            purpose=purpose,
            owner_id=owner,
            challenge=options.challenge,
            expires_at=clock.now() + _LIFETIME,
        )
    )
    plain: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return PasskeyOptionsRead(challenge_id=kept.id, options=plain)


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=one.credential_id, transports=[AuthenticatorTransport(way) for way in one.transports]
        )
        for one in passkeys
    ]


async def _own(session: AsyncSession, user_id: UUID, passkey_id: UUID) -> Passkey:
    passkey = await PasskeyDAO(session).own(user_id, passkey_id)
    if passkey is None:
        raise NotFoundError
    return passkey


def _read(passkey: Passkey) -> PasskeyRead:
    return PasskeyRead.model_validate(passkey, from_attributes=True)


def _rp_id(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or ""


def _origin(settings: Settings) -> str:
    parts = urlsplit(settings.public_url)
    return f"{parts.scheme}://{parts.netloc}"
