"""Pages of other origins that call with a bearer token (Fetch standard, CORS protocol).

Origins are listed by the operator (`CORS_ORIGINS`). Cookies never count for them: answers allow no
credentials, and `Guard` refuses a request of theirs that brings one.
"""

from collections.abc import Collection
from typing import Any

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_SENT = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Last-Event-ID",
    "Range",
    "Traceparent",
    "X-Request-Id",
)
_TOLD = (
    "Content-Disposition",
    "Deprecation",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Release",
    "X-Request-Id",
)
_PREFLIGHT_SECONDS = 7200


def rules(origins: Collection[str]) -> dict[str, Any]:
    """Return what Starlette's CORS middleware is made with."""
    return {
        "allow_origins": sorted(origins),
        "allow_methods": _METHODS,
        "allow_headers": _SENT,
        "allow_credentials": False,
        "expose_headers": _TOLD,
        "max_age": _PREFLIGHT_SECONDS,
    }
