"""One request straight to the application; of a stream, only what it says at once."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI

from app.core import json
from tests.authz.calls import Request

_PATIENCE = 10


@dataclass(frozen=True)
class Answer:
    """What came back; `text` holds the headers too."""

    status: int
    text: str
    body: bytes

    @property
    def code(self) -> str:
        """The code of the problem document, if it is one."""
        if not self.body.startswith(b"{"):
            return ""
        return str(json.loads(self.body).get("code", ""))


async def ask(app: FastAPI, request: Request, authorization: str | None) -> Answer:
    """Make one request as a client without cookies would."""
    headers = {"host": "panel.test"} | request.headers
    if authorization is not None:
        headers["authorization"] = authorization
    if request.streams:
        headers["last-event-id"] = "0"
    address = urlsplit(request.path)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": address.path,
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 40_000),
        "server": ("panel.test", 80),
    }
    exchange = _Exchange(request.content)
    calling = asyncio.create_task(app(scope, exchange.receive, exchange.send))
    if request.streams:
        await exchange.heard(calling)
    await calling
    return exchange.answer()


class _Exchange:
    """The client's end of one request."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sent = False
        self._left = asyncio.Event()
        self._idle = asyncio.Event()
        self._messages: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        """Give the body, then the client's leaving."""
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self._content, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Keep what the application says."""
        self._messages.append(message)
        if message.get("body", b"").startswith(b": ping"):
            self._idle.set()

    async def heard(self, calling: asyncio.Task[None]) -> None:
        """Listen until the stream has told all it knows, then leave.

        Only then: a statement that is cancelled would take the test's connection with it.
        """
        calling.add_done_callback(lambda _: self._idle.set())
        async with asyncio.timeout(_PATIENCE):
            await self._idle.wait()
        self._left.set()

    def answer(self) -> Answer:
        start, *chunks = self._messages
        body = b"".join(chunk.get("body", b"") for chunk in chunks)
        head = b"\n".join(name + b": " + value for name, value in start.get("headers", []))
        told = (head + b"\n\n" + body).decode("utf-8", "replace")
        return Answer(int(start["status"]), told, body)
