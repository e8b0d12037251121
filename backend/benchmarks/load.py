"""A load generator that takes little of the processors it measures: raw keep-alive connections."""

import asyncio
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from time import perf_counter
from urllib.parse import urlencode

import httpx2

SIGN_IN = "/api/v1/auth/token"
_OK = b"HTTP/1.1 200"
_LENGTH = b"content-length: "
_END_OF_HEAD = b"\r\n\r\n"


class UnexpectedAnswerError(RuntimeError):
    """The server answered something else than 200 with a length."""


class _Asker(asyncio.Protocol):
    """One connection that takes the next request once it has its answer and the time has come."""

    def __init__(self, requests: Iterator[tuple[float, bytes]], done: asyncio.Future[None]) -> None:
        self._requests, self._done = requests, done
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        assert self._transport is not None
        at, request = next(self._requests, (0.0, None))
        if request is not None:
            asyncio.get_running_loop().call_at(at, self._transport.write, request)
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


def get(path: str, token: str | None = None) -> bytes:
    """Return a GET of `path`, signed in where there is a token."""
    authorization = f"authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}\r\n".encode()


def post(path: str, form: Mapping[str, str]) -> bytes:
    """Return a POST of a form to `path`."""
    body = urlencode(form)
    kind = "content-type: application/x-www-form-urlencoded"
    length = f"content-length: {len(body)}"
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}\r\n{length}\r\n\r\n{body}".encode()


async def requests_per_second(
    port: int, requests: Sequence[bytes], connections: int, pace: float = math.inf
) -> float:
    """Send the requests to 127.0.0.1, `connections` at a time; return how many a second were met.

    `pace` is how many a second are sent at most. Raises UnexpectedAnswerError.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    turns = ((start + turn / pace, request) for turn, request in enumerate(requests))
    ended = [loop.create_future() for _ in range(connections)]
    began = perf_counter()
    for done in ended:
        await loop.create_connection(partial(_Asker, turns, done), "127.0.0.1", port)
    await asyncio.gather(*ended)
    return len(requests) / (perf_counter() - began)


async def note_waits(port: int, request: bytes, pause: float, waits: list[float]) -> None:
    """Send the request again and again, `pause` seconds apart, until cancelled; note milliseconds.

    Raises UnexpectedAnswerError.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            began = perf_counter()
            writer.write(request)
            head = await reader.readuntil(_END_OF_HEAD)
            if not head.startswith(_OK):
                raise UnexpectedAnswerError(head)
            start = head.index(_LENGTH) + len(_LENGTH)
            await reader.readexactly(int(head[start : head.index(b"\r", start)]))
            waits.append((perf_counter() - began) * 1_000)
            await asyncio.sleep(pause)
    finally:
        writer.close()


async def sign_in(port: int, form: Mapping[str, str]) -> str:
    """Sign in once and return the access token."""
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.post(SIGN_IN, data=dict(form))
    token: str = answer.raise_for_status().json()["access_token"]
    return token
