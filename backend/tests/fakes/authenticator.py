"""An authenticator in software: P-256 keys, no attestation, as a platform's passkeys are made.

It keeps its own books: keys and counts. What it says follows W3C Web Authentication, level 3,
sections 6.1 (authenticator data) and 6.5.2 (attested credential data), and COSE (RFC 9053).
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.core import json

_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass
class Credential:
    """One key pair, for one person at one site."""

    key: ec.EllipticCurvePrivateKey
    id: bytes
    rp_id: str
    user_handle: bytes
    count: int = 0

    @property
    def cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        encoded_key: bytes = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return encoded_key


@dataclass
class Authenticator:
    """A device with passkeys; `origin` is the site whose page asks it."""

    origin: str
    verifies: bool = True
    counts: bool = True
    backed_up: bool = False
    credentials: list[Credential] = field(default_factory=list)

    def register(self, options: dict[str, Any], **lies: object) -> dict[str, Any]:
        """Make a passkey and return RegistrationResponseJSON; `lies` replace what is true."""
        made = Credential(
            ec.generate_private_key(ec.SECP256R1()),
            secrets.token_bytes(32),
            str(lies.get("rp_id", options["rp"]["id"])),
            decoded(options["user"]["id"]),
        )
        self.credentials.append(made)
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + made.cose
        data = self._data(made, _ATTESTED) + attested
        said = {
            "clientDataJSON": self._client_data("webauthn.create", options, lies),
            "attestationObject": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
        }
        return _answer(made, said, {"transports": ["internal", "carrier-pigeon"]})

    def sign(self, options: dict[str, Any], **lies: object) -> dict[str, Any]:
        """Sign a challenge by the newest passkey and return AuthenticationResponseJSON."""
        used = self.credentials[-1]
        used.count += self.counts
        data = self._data(used, 0, str(lies.get("rp_id", used.rp_id)))
        client_data = self._client_data("webauthn.get", options, lies)
        signed = data + hashlib.sha256(client_data).digest()
        said = {
            "clientDataJSON": client_data,
            "authenticatorData": data,
            "signature": used.key.sign(signed, ec.ECDSA(hashes.SHA256())),
        }
        return _answer(used, said, {"userHandle": lies.get("handle", encoded(used.user_handle))})

    def clone(self) -> "Authenticator":
        """Return a copy of the device as it is now, as a thief would make it."""
        copied = [
            Credential(c.key, c.id, c.rp_id, c.user_handle, c.count) for c in self.credentials
        ]
        return Authenticator(self.origin, self.verifies, self.counts, credentials=copied)

    def _data(self, credential: Credential, more: int, rp_id: str = "") -> bytes:
        flags = _PRESENT | more
        flags |= _VERIFIED if self.verifies else 0
        flags |= _ELIGIBLE | _BACKED_UP if self.backed_up else 0
        site = hashlib.sha256((rp_id or credential.rp_id).encode()).digest()
        return site + bytes([flags]) + credential.count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any], lies: dict[str, object]) -> bytes:
        said = {
            "type": lies.get("type", kind),
            "challenge": lies.get("challenge", options["challenge"]),
            "origin": lies.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said)


def _answer(credential: Credential, said: dict[str, bytes], more: dict[str, Any]) -> dict[str, Any]:
    response: dict[str, Any] = {name: encoded(value) for name, value in said.items()}
    return {
        "id": encoded(credential.id),
        "rawId": encoded(credential.id),
        "type": "public-key",
        "response": response | more,
        "clientExtensionResults": {},
    }
