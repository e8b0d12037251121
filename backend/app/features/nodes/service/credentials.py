"""A node's secrets: sealed where they are stored, opened only for its driver."""

from base64 import b64decode, b64encode
from collections.abc import Mapping

from app.core import json
from app.core.crypto import seal, unseal
from app.core.settings import get_settings
from app.features.nodes.schemas import NodeAddress


def sealed(value: Mapping[str, object]) -> str:
    """Return the value as JSON, sealed, in base64; an empty text for an empty value."""
    if not value:
        return ""
    secret = get_settings().secret_key.get_secret_value()
    return b64encode(seal(secret, json.dumps(value))).decode()


def opened(text: str) -> dict[str, str]:
    """Return what `sealed` was given; raises SealBrokenError under another SECRET_KEY."""
    if not text:
        return {}
    secret = get_settings().secret_key.get_secret_value()
    found: dict[str, str] = json.loads(unseal(secret, b64decode(text)))
    return found


def secrets_of(node: NodeAddress) -> dict[str, str]:
    """Return the secrets that the node's driver needs."""
    return opened(node.credentials)
