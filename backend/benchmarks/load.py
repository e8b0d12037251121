"""A load generator: keep-alive connections that each repeat one GET, counted and bounded."""

import asyncio
from dataclasses import dataclass
from functools import partial
from time import perf_counter

_OK = b"HTTP/1.1 200"
_LENGTH = b"content-length: "
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """How much to ask: `requests` in all, over `connections` at a time."""

    requests: int
    connections: int


class UnexpectedAnswerError(RuntimeError):
    """The server answered something else than 200 with a length."""


class _Asker(asyncio.Protocol):
    """One connection that asks again as soon as it has its answer."""

    def __init__(self, request: bytes, turns: list[None], done: asyncio.Future[None]) -> None:
        self._request, self._turns, self._done = request, turns, done
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a TCP connection
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        assert self._transport is not None  # noqa: S101  set when connected
        if self._turns:
            self._turns.pop()
            self._transport.write(self._request)
            return
        self._transport.close()
        if not self._done.done():
            self._done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(_END_OF_HEAD)
        if head < 0:
            return
        start = self._buffer.find(_LENGTH, 0, head)
        if not self._buffer.startswith(_OK) or start < 0:
            self._done.set_exception(UnexpectedAnswerError(bytes(self._buffer[:300])))
            return
        length = int(self._buffer[start + len(_LENGTH) : self._buffer.find(b"\r", start)])
        if len(self._buffer) >= head + len(_END_OF_HEAD) + length:
            self._buffer.clear()
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionResetError())


async def requests_per_second(port: int, path: str, token: str | None, load: Load) -> float:
    """Ask 127.0.0.1 for `path` and return how many answers a second came."""
    authorization = f"authorization: Bearer {token}\r\n" if token else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}\r\n".encode()
    turns: list[None] = [None] * load.requests
    loop = asyncio.get_running_loop()
    ended = [loop.create_future() for _ in range(load.connections)]
    began = perf_counter()
    for done in ended:
        await loop.create_connection(partial(_Asker, request, turns, done), "127.0.0.1", port)
    await asyncio.gather(*ended)
    return load.requests / (perf_counter() - began)
