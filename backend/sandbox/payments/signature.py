"""How a webhook proves where it comes from."""

import hashlib
import hmac

HEADER = "Sandbox-Signature"


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the header `t=<unix>,v1=<hex>` where v1 is HMAC-SHA256 of `<t>.<body>`."""
    signed = b"%d.%b" % (at, body)
    return f"t={at},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
