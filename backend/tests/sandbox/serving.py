"""ASGI programs served on real sockets for the length of a test."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

DEADLINE = 10.0
# What clients of plain HTTP trust: to read this machine's certificates takes each of them 40 ms.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def bound_socket() -> socket.socket:
    """Return a socket on a free port of this machine."""
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    return opened


def address_of(opened: socket.socket) -> str:
    return f"http://127.0.0.1:{opened.getsockname()[1]}"


@asynccontextmanager
async def serving(app: ASGIApp, opened: socket.socket) -> AsyncIterator[None]:
    """Serve `app` on a bound socket."""
    config = uvicorn.Config(
        app,
        http="app.web.server:HttpProtocol",
        ws="app.web.server:SocketProtocol",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([opened])
    assert server.started
    try:
        yield
    finally:
        await server.shutdown([opened])


async def until(true: Callable[[], object], seconds: float = DEADLINE) -> None:
    """Wait until `true()` is; raises TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
