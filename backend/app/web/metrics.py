"""`/metrics`: not part of the API, answered before hosts and limits are looked at.

It is closed unless the settings name a token or networks, and to whatever came through a proxy: a
request with a forwarding header is told that nothing is here.
"""

import hmac
from collections.abc import Awaitable, Callable

from loguru import logger
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.metrics.instruments import Counter, Gauge, Histogram
from app.core.settings import Settings
from app.web.client import client_ip, parse_address

PATH = "/metrics"
_FORWARDED = {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via", b"x-forwarded-host"}
_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS = Counter(
    "hostwright_http_requests_total", "Requests answered.", "method", "route", "status"
)
SECONDS = Histogram(
    "hostwright_http_request_seconds", "How long requests took, without streams.", "route"
)
IN_FLIGHT = Gauge("hostwright_http_in_flight", "Requests, streams and sockets open now.", "kind")
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "SOCKET"))

Text = Callable[[], Awaitable[bytes]]


class MetricsEndpoint:
    """Answers `/metrics` to those whom the settings trust."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._token = settings.metrics_token.get_secret_value()
        self._networks = settings.networks_of_metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what asks for something else."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        scope["route"] = _Route
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        headers = dict(scope["headers"])
        closed = not self._token and not self._networks
        if closed or _FORWARDED & headers.keys() or scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Not Found", 404)
        if not self._trusts(headers.get(b"authorization", b""), client_ip(scope)):
            return PlainTextResponse("Unauthorized", 401, {"www-authenticate": "Bearer"})
        read: Text = scope["app"].state.metrics
        try:
            return Response(await read(), media_type=_CONTENT_TYPE)
        except Exception as error:  # noqa: BLE001  whatever is away, Prometheus asks again
            logger.warning("metrics cannot be read: {!r}", error)
            return PlainTextResponse("Service Unavailable", 503)

    def _trusts(self, authorization: bytes, ip: str) -> bool:
        expected = f"Bearer {self._token}".encode()
        if self._token and hmac.compare_digest(authorization, expected):
            return True
        address = parse_address(ip)
        return address is not None and any(address in network for network in self._networks)


class _Route:
    """What the log calls it."""

    path_format = PATH
