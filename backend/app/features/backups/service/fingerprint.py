"""The fingerprint of SECRET_KEY: tells whether two are the same, and nothing of what they are."""

from app.core import crypto
from app.core.settings import Settings

_LENGTH = 32


def fingerprint(settings: Settings) -> str:
    """Return the fingerprint of the key that is set."""
    return crypto.sign(settings.secret_key.get_secret_value(), b"backup:fingerprint")[:_LENGTH]
