"""The outbound client: one a process and loop, its pools, time-outs, retries and limits."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpcore2
import httpx2

from app.core import json as app_json
from app.core import tracing
from app.core.http.errors import (
    HttpError,
    InvalidResponseError,
    NoResponseError,
    ResponseTooLargeError,
    UnreachableError,
)
from app.core.http.guard import AllowList, Dialler, UnixDialler
from app.core.settings import get_settings
from app.core.transactions import require_none_open

MAX_BYTES = 4 * 1024**2
SECONDS = 10.0
CONNECT_SECONDS = 3.0

_MAX_CONNECTIONS = 200
_MAX_IDLE = 50
# Below the five seconds after which uvicorn and Node close: a request never meets the closing.
_IDLE_SECONDS = 4.0
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_BUSY = frozenset({429, 502, 503, 504})
_PAUSE, _MAX_PAUSE = 0.2, 5.0
_SCHEMES = {"http", "https"}
_SENDING = "send_request_headers.started"


class Destination(StrEnum):
    """Who named the address: it decides what may be connected to."""

    UNTRUSTED = "untrusted"
    """A customer or another server: public addresses only, and what OUTBOUND_ALLOW lists."""
    OPERATOR = "operator"
    """The settings or staff (a payment provider, an own node): any address."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response, whatever its status."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:  # noqa: ANN401  JSON has no static type
        """Return the content as JSON; raises InvalidResponseError."""
        try:
            return app_json.loads(self.content)
        except ValueError as malformed:
            message = "the response is no JSON"
            raise InvalidResponseError(message) from malformed


@lru_cache
def _trust() -> ssl.SSLContext:
    """Read the certificates once a process: it takes 40 ms."""
    return ssl.create_default_context()


class _Transport(httpx2.AsyncHTTPTransport):
    """httpx's own transport over a pool that connects by our backend."""

    def __init__(self, network: httpcore2.AsyncNetworkBackend) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_trust(),
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=_MAX_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=network,
        )


def _client(network: httpcore2.AsyncNetworkBackend) -> httpx2.AsyncClient:
    # Shared by everybody, so it remembers nothing of anybody: no cookies, no environment.
    nobodys = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    headers = {"user-agent": "Hostwright", "accept-encoding": "identity"}
    return httpx2.AsyncClient(
        transport=_Transport(network), cookies=nobodys, trust_env=False, headers=headers
    )


class HttpClient:
    """Sends requests; everything about one of them is in the call."""

    def __init__(
        self, allowed: AllowList, *, network: httpcore2.AsyncNetworkBackend | None = None
    ) -> None:
        self._pools = {
            destination: _client(
                network or Dialler(allowed, guarded=destination is Destination.UNTRUSTED)
            )
            for destination in Destination
        }

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()

    async def request(  # noqa: PLR0913  each is a decision of the caller, and has a default
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        destination: Destination = Destination.UNTRUSTED,
        seconds: float = SECONDS,
        limit: int = MAX_BYTES,
        attempts: int = 1,
        redirects: int = 0,
    ) -> Response:
        """Send a request and return the whole response, of any status.

        `seconds` bounds the call with its attempts and redirects, `limit` the response's bytes.
        What may have been acted on is sent again only where the method is idempotent. Redirects
        are followed for GET and HEAD; a destination of the operator's never leads elsewhere.
        Raises HttpError.
        """
        require_none_open(f"{method} to another server")
        body = app_json.dumps(json) if json is not None else content
        known = {name.lower(): value for name, value in (headers or {}).items()}
        if json is not None:
            known.setdefault("content-type", "application/json")
        call = _Call(self._pools[destination], method.upper(), url, known, body, limit)
        call.redirects = redirects
        call.guarded = destination is Destination.UNTRUSTED
        with tracing.span(f"{call.method} {_host(url)}", tracing.CLIENT) as span:
            # Strangers learn nothing of what this belongs to.
            if destination is Destination.OPERATOR and (trace := tracing.traceparent()):
                known.setdefault("traceparent", trace)
            try:
                async with asyncio.timeout(seconds):
                    response = await call.repeated(attempts)
            except TimeoutError as late:
                raise call.lost(seconds) from late
            span.note({"http.response.status_code": response.status})
            return response


def _host(url: str) -> str:
    """Return the host of an address: its path may hold a secret."""
    return urlsplit(url).hostname or ""


@dataclass(slots=True)
class _Call:
    pool: httpx2.AsyncClient
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    limit: int
    redirects: int = 0
    guarded: bool = True
    sent: bool = False

    def lost(self, reason: object) -> HttpError:
        """Return the error of a failure at this point: was anything sent?"""
        return NoResponseError(reason) if self.sent else UnreachableError(reason)

    async def repeated(self, attempts: int) -> Response:
        for attempt in range(1, attempts + 1):
            last = attempt == attempts
            pause = min(_PAUSE * 2 ** (attempt - 1), _MAX_PAUSE)
            try:
                response = await self._followed()
            except (UnreachableError, NoResponseError) as failed:
                if last or (failed.sent and self.method not in _IDEMPOTENT):
                    raise
            else:
                busy = response.status in _BUSY and self.method in _IDEMPOTENT
                if last or not busy:
                    return response
                pause = _header_pause(response, pause)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  only a spread
        raise AssertionError  # pragma: no cover  the last attempt returns or raises

    async def _followed(self) -> Response:
        url, left = self.url, self.redirects
        while True:
            response, target = await self._once(url)
            if target is None or not left or self.method not in {"GET", "HEAD"}:
                return response
            if not self.guarded and _origin(target) != _origin(httpx2.URL(url)):
                return response
            if _origin(target) != _origin(httpx2.URL(url)):
                self.headers.pop("authorization", None)
            url, left = str(target), left - 1

    async def _once(self, url: str) -> tuple[Response, httpx2.URL | None]:
        self.sent = False
        try:
            request = self._built(url)
            response = await self.pool.send(request, stream=True)
            try:
                content = await self._read(response)
            finally:
                await response.aclose()
        except httpx2.LocalProtocolError as malformed:
            raise UnreachableError(str(malformed)) from malformed
        except httpx2.HTTPError as failed:
            raise self.lost(type(failed).__name__) from failed
        following = response.next_request.url if response.next_request else None
        return Response(response.status_code, response.headers, content), following

    def _built(self, url: str) -> httpx2.Request:
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, TypeError) as invalid:
            raise UnreachableError(str(invalid)) from invalid
        if parsed.scheme not in _SCHEMES or not parsed.host or parsed.userinfo:
            message = "not an http address"
            raise UnreachableError(message)
        timeout = httpx2.Timeout(None, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)
        return self.pool.build_request(
            self.method,
            parsed,
            content=self.body,
            headers=self.headers,
            timeout=timeout,
            extensions={"trace": self._trace},
        )

    async def _trace(self, event: str, _info: Mapping[str, Any]) -> None:
        if event.endswith(_SENDING):
            self.sent = True

    async def _read(self, response: httpx2.Response) -> bytes:
        """Read what came as it came: a packed response could grow a thousandfold."""
        if response.headers.get("content-encoding", "identity") != "identity":
            message = "the response is packed, which was not asked for"
            raise InvalidResponseError(message)
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > self.limit:
                raise ResponseTooLargeError(response.status_code, self.limit)
        return bytes(content)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _header_pause(response: Response, otherwise: float) -> float:
    header = response.headers.get("retry-after", "")
    return min(float(header), _MAX_PAUSE) if header.isdecimal() else otherwise


_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, HttpClient]" = WeakKeyDictionary()


def shared() -> HttpClient:
    """Return the client of this process and loop, made on first use and kept."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        allowed = AllowList.parse(get_settings().outbound_allow)
        found = _clients[loop] = HttpClient(allowed)
    return found


async def aclose() -> None:
    """Close this loop's client where it has one, at the end of the process."""
    found = _clients.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.aclose()


@asynccontextmanager
async def on_socket(path: str) -> AsyncIterator[HttpClient]:
    """Give a client that asks one local socket, for the block."""
    client = HttpClient(AllowList(), network=UnixDialler(path))
    try:
        yield client
    finally:
        await client.aclose()
