"""The log's line of each request, made in one place and at the least cost to the loop.

Lines are gathered for a tenth of a second and written at once, past loguru: making one there costs
more than answering a fast read. A process that is killed takes the last ones with it.
"""

import asyncio
import os
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import NamedTuple

from starlette.types import Scope

from app.core import json
from app.core.context import Context
from app.core.logging import write, writes, writes_json
from app.core.metrics.instruments import OTHER
from app.core.redaction import redacted
from app.web.metrics import METHODS, PATH, REQUESTS, SECONDS

UNMATCHED = "unmatched"
"""The route of what no operation answers to: a path there may be anything."""

_DEBUG, _INFO, _WARNING, _ERROR = 10, 20, 30, 40
_NAMES = {_DEBUG: "DEBUG", _INFO: "INFO", _WARNING: "WARNING", _ERROR: "ERROR"}
_SLOW_SECONDS = 1.0
_GATHER_SECONDS = 0.1
_LONGEST_PATH = 200
_SERVER_ERROR = 500
_PROBES = ("/api/v1/health", PATH)
STREAM = "/api/v1/events"


def route_of(scope: Scope) -> str:
    """Return the template of the route that a request took, `UNMATCHED` for none."""
    template: str = getattr(scope.get("route"), "path_format", None) or UNMATCHED
    return template


class AccessLog:
    """Gathers lines and writes them in batches."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def note(self, scope: Scope, context: Context, status: int, seconds: float, sent: int) -> None:
        """Keep the line of a request that took `seconds` and got `sent` bytes of body."""
        route = route_of(scope)
        _count(scope, route, status, seconds)
        level = _level(scope, route, status, seconds)
        if not writes(level):
            return
        if not self._lines:
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self.flush)
        form = _json if writes_json() else _text
        path = _path(scope) if route == UNMATCHED else ""
        head = _Head(_NAMES[level], scope.get("method", "SOCKET"), route, status, path)
        self._lines.append(form(head, context, seconds * 1000, sent))

    def flush(self) -> None:
        """Write what was gathered."""
        if self._lines:
            lines, self._lines = self._lines, []
            write("".join(lines))


def _count(scope: Scope, route: str, status: int, seconds: float) -> None:
    method = scope.get("method", "SOCKET")
    REQUESTS.add(method if method in METHODS else OTHER, route, _status(status))
    if not _streams(scope, route):
        SECONDS.observe(seconds, route)


@lru_cache(maxsize=64)
def _status(status: int) -> str:
    return str(status)


class _Head(NamedTuple):
    """What many lines have in common."""

    level: str
    method: str
    route: str
    status: int
    path: str


def _level(scope: Scope, route: str, status: int, seconds: float) -> int:
    if route.startswith(_PROBES):
        return _DEBUG
    if status >= _SERVER_ERROR:
        return _ERROR
    if seconds > _SLOW_SECONDS and not _streams(scope, route):
        return _WARNING
    return _INFO


def _streams(scope: Scope, route: str) -> bool:
    """Tell whether an answer lasts as long as its reader stays."""
    return scope["type"] == "websocket" or route == STREAM


def _json(head: _Head, context: Context, milliseconds: float, sent: int) -> str:
    """Return a line of JSON; put together by hand: encoding all of it takes thrice as long.

    Request ids have no character that JSON would escape (see `middleware`).
    """
    actor, now = context.actor, time()
    who = f',"actor_id":"{actor.id}"' if actor.id is not None else ""
    if actor.impersonator_id is not None:
        who += f',"impersonator_id":"{actor.impersonator_id}"'
    return (
        f'{{"time":"{_second(int(now))}.{int(now % 1 * 1000):03}Z",{_json_head(head)}'
        f',"request_id":"{context.request_id}","ms":{milliseconds:.1f},"bytes":{sent}'
        f',"caller":"{actor.kind.value}"{who}}}\n'
    )


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@lru_cache(maxsize=1024)
def _json_head(head: _Head) -> str:
    members: dict[str, object] = {
        "level": head.level,
        "logger": "access",
        "message": f"{head.method} {head.route} {head.status}",
        "pid": os.getpid(),
        "method": head.method,
        "route": head.route,
        "status": head.status,
    }
    if head.path:
        members["path"] = head.path
    return json.dumps(members).decode()[1:-1]


def _text(head: _Head, context: Context, milliseconds: float, sent: int) -> str:
    actor = context.actor
    who = f"{actor.kind}:{actor.id}" if actor.id else actor.kind
    asked = f"{head.method} {head.path or head.route} {head.status}"
    told = f"{asked} {milliseconds:.1f} ms {sent} B {who} {context.request_id}"
    return f"{_second(int(time())).replace('T', ' ')} | {head.level:8} | {told}\n"


def _path(scope: Scope) -> str:
    return redacted(scope["path"][:_LONGEST_PATH])
