"""What happens around every request: its id, its context, limits and security headers."""

import re
from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.context import Actor, ActorKind, acting, current
from app.core.ids import new_id
from app.core.requests import serving_request
from app.core.version import version
from app.web import problems
from app.web.access import STREAM, AccessLog
from app.web.client import STARTS, client_ip
from app.web.metrics import IN_FLIGHT
from app.web.reads import template_of
from app.web.uploads import BODY_LIMIT_BYTES, Limits

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
}
_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
# Open panels see by it that a new version is served.
_RAW_HEADERS.append((b"x-release", version().encode()))
_NOT_CACHED = ((b"cache-control", b"no-store"),)
_SWITCHED = 101
_FRAME_TOO_LARGE = 1009
_WITH_BODY = frozenset(("POST", "PUT", "PATCH"))
FRAME_LIMIT_BYTES = 64 * 1024
"""What a socket takes in one message; the server is started with the same limit."""


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            return given if _REQUEST_ID.match(given) else str(new_id())
    return str(new_id())


def _kind(scope: Scope) -> str:
    if scope["type"] == "websocket":
        return "socket"
    return "stream" if scope["path"] == STREAM else "request"


class RequestContext:
    """Binds the request's id and actor, adds headers, and has the log note what was answered.

    Answers stay out of every cache unless the endpoint says otherwise.
    """

    def __init__(self, app: ASGIApp, access: AccessLog | None = None) -> None:
        self.app = app
        self._access = access or AccessLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        began = perf_counter()
        kind = _kind(scope)
        IN_FLIGHT.add(kind)
        status = sent = 0

        async def answer(message: Message) -> None:
            nonlocal status, sent
            if message["type"] in STARTS:
                status = message.get("status", _SWITCHED)
                given = message.get("headers", [])
                message["headers"] = [
                    *given,
                    *_RAW_HEADERS,
                    *(() if any(name == b"cache-control" for name, _ in given) else _NOT_CACHED),
                    (b"x-request-id", request_id.encode()),
                ]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        with (
            serving_request(),
            acting(Actor(ActorKind.ANONYMOUS), request_id, client_ip(scope)),
        ):
            try:
                await self.app(scope, receive, answer)
            except Exception as error:  # the last line: no trace may leave
                if status:
                    raise
                await problems.from_defect(error)(scope, receive, answer)
            finally:
                IN_FLIGHT.add(kind, by=-1)
                self._access.note(scope, current(), status, perf_counter() - began, sent)


class BodyLimit:
    """Refuses bodies over the route's limit, announced or not; closes sockets on larger frames.

    `limits` are those that routes declare (`uploads.body_limits`); all others take
    `BODY_LIMIT_BYTES`.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] == "websocket":
            await self.app(scope, _frames_counted(receive, send), send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > limit:
            refusal = problems.from_large_content(problems.ContentTooLargeError(limit))
            await refusal(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise problems.ContentTooLargeError(limit)
            return message

        await self.app(scope, counted, send)

    def _limit(self, scope: Scope) -> int:
        if scope["method"] not in _WITH_BODY:
            return BODY_LIMIT_BYTES
        return self._limits.get((scope["method"], template_of(scope["path"])), BODY_LIMIT_BYTES)


def _frames_counted(receive: Receive, send: Send) -> Receive:
    async def counted() -> Message:
        message = await receive()
        content = message.get("bytes") or message.get("text") or ""
        if len(content) <= FRAME_LIMIT_BYTES:
            return message
        await send({"type": "websocket.close", "code": _FRAME_TOO_LARGE})
        return {"type": "websocket.disconnect", "code": _FRAME_TOO_LARGE}

    return counted
