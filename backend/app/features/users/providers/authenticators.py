"""What authenticators are asked to sign and how their answers are checked, by py_webauthn.

The library takes a twentieth of a start, so services import this file when somebody uses a passkey.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.core import json
from app.core.settings import Settings
from app.features.users.models import Passkey, User

FLAWS = (WebAuthnException, ValueError)
"""What reading or checking an answer raises where it does not count."""


@dataclass(frozen=True, slots=True)
class Options:
    """A challenge, and the whole of what the browser passes to the authenticator."""

    challenge: bytes
    plain: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Registered:
    """A new authenticator's key."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    backed_up: bool


def registration_options(
    settings: Settings, company: str, user: User, known: Sequence[Passkey], timeout_ms: int
) -> Options:
    """Ask for a new passkey on an authenticator that has none of the known ones.

    It keeps the passkey, and shows it to its person, under the name of the company.
    """
    return _options(
        webauthn.generate_registration_options(
            rp_id=_rp_id(settings),
            rp_name=company,
            user_id=user.id.bytes,
            user_name=user.email,
            user_display_name=user.name,
            timeout=timeout_ms,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_descriptors(known),
        )
    )


def registered(settings: Settings, credential: dict[str, Any], challenge: bytes) -> Registered:
    """Check what a new authenticator answered; raises one of FLAWS."""
    parsed = parse_registration_credential_json(credential)
    verified = webauthn.verify_registration_response(
        credential=parsed,
        expected_challenge=challenge,
        expected_rp_id=_rp_id(settings),
        expected_origin=_origin(settings),
    )
    return Registered(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[one.value for one in parsed.response.transports or ()],
        backed_up=verified.credential_backed_up,
    )


def assertion_options(
    settings: Settings, known: Sequence[Passkey], timeout_ms: int, *, alone: bool
) -> Options:
    """Ask for a signature by a known passkey; one that stands alone has to verify its person."""
    needed = UserVerificationRequirement
    return _options(
        webauthn.generate_authentication_options(
            rp_id=_rp_id(settings),
            timeout=timeout_ms,
            allow_credentials=_descriptors(known),
            user_verification=needed.REQUIRED if alone else needed.PREFERRED,
        )
    )


def parsed_assertion(credential: str | dict[str, Any]) -> AuthenticationCredential:
    """Read AuthenticationResponseJSON; raises one of FLAWS."""
    plain = json.loads(credential) if isinstance(credential, str) else credential
    return parse_authentication_credential_json(plain)


def verified(
    settings: Settings,
    credential: AuthenticationCredential,
    challenge: bytes,
    passkey: Passkey,
    *,
    alone: bool,
) -> bool:
    """Check the signature; a count that does not grow means that the authenticator was copied."""
    try:
        answer = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(settings),
            expected_origin=_origin(settings),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
    except FLAWS:
        return False
    passkey.sign_count = answer.new_sign_count
    passkey.backed_up = answer.credential_backed_up
    return True


def _options(
    made: PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions,
) -> Options:
    return Options(made.challenge, json.loads(webauthn.options_to_json(made)))


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=one.credential_id, transports=[AuthenticatorTransport(way) for way in one.transports]
        )
        for one in passkeys
    ]


def _rp_id(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or ""


def _origin(settings: Settings) -> str:
    return settings.public_url
