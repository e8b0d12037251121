"""Every socket, asked by everybody: a ticket is given, and opens it, to whom it should."""

import asyncio
from typing import Any

from app.core import json
from app.web.policies import sockets
from app.web.sockets import PROTOCOL
from tests.authz.asking import ask
from tests.authz.callers import Caller
from tests.authz.calls import Request
from tests.authz.matrix import Matrix

_SECONDS = 10


async def _opened(matrix: Matrix, path: str, ticket: str) -> str:
    """Return `open` or the status that the handshake met; then leave."""
    heard: list[dict[str, Any]] = []
    answered, left = asyncio.Event(), iter(range(2))

    async def receive() -> dict[str, Any]:
        if next(left, None) == 0:
            return {"type": "websocket.connect"}
        await answered.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Any) -> None:
        heard.append(message)
        if message["type"] in ("websocket.send", "websocket.http.response.body"):
            answered.set()

    scope: dict[str, Any] = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"panel.test")],
        "subprotocols": [PROTOCOL, f"ticket.{ticket}"],
        "client": ("127.0.0.1", 40_000),
        "server": ("panel.test", 80),
        "extensions": {"websocket.http.response": {}},
    }
    async with asyncio.timeout(_SECONDS):
        await matrix.app(scope, receive, send)
    first = heard[0]
    return "open" if first["type"] == "websocket.accept" else str(first["status"])


async def _met(matrix: Matrix, path: str, purpose: str, caller: Caller) -> str:
    body = json.dumps({"purpose": purpose})
    headers = {"content-type": "application/json"}
    request = Request("POST", "/api/v1/realtime/tickets", headers, body, frozenset())
    answer = await ask(matrix.app, request, caller.authorization)
    if answer.status != 201:
        return f"no ticket: {answer.status}"
    return await _opened(matrix, path, json.loads(answer.body)["ticket"])


def _expected(caller: Caller) -> str:
    if not caller.alive:
        return "no ticket: 401"
    return "open" if caller.side is not None or caller.staff else "403"


async def test_everybody_meets_what_was_agreed_at_every_socket(matrix: Matrix) -> None:
    found = sockets(matrix.app)
    assert found
    for one in found:
        met = {
            caller.name: await _met(matrix, one.path, one.policy.purpose, caller)
            for caller in matrix.callers
        }
        assert met == {caller.name: _expected(caller) for caller in matrix.callers}
    assert len(set(met.values())) == 3


async def test_a_ticket_of_nobody_opens_nothing(matrix: Matrix) -> None:
    for one in sockets(matrix.app):
        assert await _opened(matrix, one.path, "made-up") == "401"
