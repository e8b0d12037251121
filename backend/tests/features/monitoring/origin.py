"""Web servers that behave as badly as a test asks, and keep books of who called."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def says(answer: bytes) -> Behaviour:
    """Read the request, answer so, and close."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return behave


async def stalls(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await reader.read()


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer without an end."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        await writer.drain()


async def slams(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close at once."""
    writer.close()


WELL = says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
BROKEN = says(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")


class Origin:
    """One machine with a server on each of several ports; its behaviour can be changed."""

    def __init__(self) -> None:
        self.calls: Counter[int] = Counter()
        self._behaviours: dict[int, Behaviour] = {}
        self._servers: list[asyncio.Server] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, behaviour: Behaviour) -> int:
        """Open a port that behaves so and return it."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        self._behaviours[port] = behaviour
        return port

    async def refuse(self) -> int:
        """Return a port that nobody listens on."""
        port = await self.serve(WELL)
        server = self._servers.pop()
        server.close()
        return port

    def change(self, port: int, behaviour: Behaviour) -> None:
        """Let a port behave so from now on."""
        self._behaviours[port] = behaviour

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port: int = writer.get_extra_info("sockname")[1]
        self.calls[port] += 1
        self._writers.append(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._behaviours[port](reader, writer)
        writer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for writer in self._writers:
            writer.transport.abort()
