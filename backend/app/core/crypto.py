"""Secrets: making, hashing, signing and sealing them."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class SealBrokenError(ValueError):
    """The sealed bytes were altered, or sealed with another key."""


def new_token(prefix: str = "") -> str:
    """Return 256 bits of randomness as text, behind a recognisable prefix."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the SHA-256 of a high-entropy token, in hex: what is stored instead of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(secret: str, message: bytes) -> str:
    """Return HMAC-SHA256 of `message` in hex (RFC 2104)."""
    return hmac.digest(secret.encode(), message, "sha256").hex()


def verify(secret: str, message: bytes, signature: str) -> bool:
    """Tell in constant time whether `signature` is ours."""
    return hmac.compare_digest(sign(secret, message).encode(), signature.encode())


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"seal:" + secret.encode()).digest()


def seal(secret: str, plain: bytes) -> bytes:
    """Encrypt and authenticate `plain` with AES-256-GCM (NIST SP 800-38D)."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(secret)).encrypt(nonce, plain, None)


def unseal(secret: str, sealed: bytes) -> bytes:
    """Open what `seal` closed; raises SealBrokenError."""
    try:
        return AESGCM(_key(secret)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except InvalidTag as broken:
        raise SealBrokenError from broken
