"""The certificate that browsers are shown at an address of ours."""

import asyncio
import ssl
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from app.core.transactions import require_none_open

_SECONDS = 10.0


async def certificate_of(url: str) -> dict[str, Any]:
    """Return `expires_at`, `issuer`, `trusted` and `error` of the certificate of an https address.

    All but `error` are absent where nobody answers, and for an address without TLS.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return {"error": "no_tls"}
    require_none_open("a certificate")
    place = (parts.hostname, parts.port or 443)
    try:
        found = await _shown(*place, _blind())
    except (OSError, TimeoutError, ValueError) as error:
        return {"error": _told(error)}
    try:
        await _shown(*place, ssl.create_default_context())
    except (OSError, TimeoutError, ValueError) as error:
        return found | {"trusted": False, "error": _told(error)}
    return found | {"trusted": True, "error": None}


def _blind() -> ssl.SSLContext:
    """Return a context that shows every certificate, also one that browsers refuse."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _shown(host: str, port: int, context: ssl.SSLContext) -> dict[str, Any]:
    async with asyncio.timeout(_SECONDS):
        _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    try:
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        shown = x509.load_der_x509_certificate(tls.getpeercert(binary_form=True) or b"")
    finally:
        writer.transport.abort()
    ends: datetime = shown.not_valid_after_utc
    return {"expires_at": ends.isoformat(), "issuer": shown.issuer.rfc4514_string()}


def _told(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return str(error) or type(error).__name__
