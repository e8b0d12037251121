"""What no request may be: for another host, from another site's page, or oversized in its head."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.settings import Settings
from app.web import problems
from app.web.health import HEALTH

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
MAX_QUERY_LENGTH = 8 * 1024
_REMEMBERED = 64

Refusal = tuple[int, str, str]
_HOST: Refusal = (421, "host_unknown", "This host is not served here.")
_ORIGIN: Refusal = (403, "origin_refused", "Pages of other sites cannot act here.")
_HEAD: Refusal = (431, "headers_too_large", "The headers are larger than we accept.")
_QUERY: Refusal = (414, "query_too_long", "The query is longer than we accept.")


class Guard:
    """Refuses such requests before anything reads them.

    Browsers send `Origin` with every request that may change something, and `Sec-Fetch-Site`;
    programs send neither. Cookies are `SameSite=Strict` besides. (OWASP ASVS 5.0, 3.5)
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._origins = settings.own_origins
        self._bearer_origins = settings.bearer_origins
        self._hosts = {urlsplit(origin).hostname for origin in self._origins} | _LOCAL
        self._hosts |= settings.further_hosts
        self._seen: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await problems.render(*refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        raw = scope["headers"]
        if len(raw) > MAX_HEADERS or sum(len(n) + len(v) for n, v in raw) > MAX_HEADER_BYTES:
            return _HEAD
        if len(scope["query_string"]) > MAX_QUERY_LENGTH:
            return _QUERY
        headers = dict(raw)
        # Load balancers and supervisors ask by address; the answer names no host.
        if scope["path"].startswith(HEALTH):
            return None
        if not self._ours(headers.get(b"host", b"").decode("latin-1")):
            return _HOST
        # A browser lets any page open a socket to anywhere: only here is it refused.
        acting = scope["type"] == "websocket" or scope["method"] not in _HARMLESS
        if acting and self._foreign(headers) and not self._bearer(scope, headers):
            return _ORIGIN
        return None

    def _ours(self, host: str) -> bool:
        if host in self._seen:
            return True
        ours = urlsplit(f"//{host}").hostname in self._hosts
        if ours and len(self._seen) < _REMEMBERED:
            self._seen.add(host)
        return ours

    def _bearer(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        """Tell whether a listed page of others asks, by HTTP and with nothing but its token."""
        listed = headers.get(b"origin", b"").decode("latin-1") in self._bearer_origins
        return listed and scope["type"] == "http" and b"cookie" not in headers

    def _foreign(self, headers: dict[bytes, bytes]) -> bool:
        origin = headers.get(b"origin")
        if origin is not None:
            return origin.decode("latin-1") not in self._origins
        return headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin")
