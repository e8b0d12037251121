"""One uvicorn process at a time, as production runs it, on a free port of the loopback."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

_START_SECONDS = 60.0
_POLL_SECONDS = 0.05


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def _listening(port: int) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(_POLL_SECONDS)
                continue
            writer.close()
            return


@asynccontextmanager
async def serving(factory: str, variables: Mapping[str, str]) -> AsyncIterator[int]:
    """Serve `module:factory` and give its port."""
    port = _free_port()
    options = ["--factory", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    options += ["--no-proxy-headers", "--no-server-header"]
    options += ["--http", "app.web.server:HttpProtocol", "--ws", "app.web.server:SocketProtocol"]
    options += ["--ws-max-size", "65536", "--ws-per-message-deflate", "false"]
    options += ["--ws-ping-interval", "0"]  # the raw clients of the benchmark answer none
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", factory, *options, env=os.environ | dict(variables)
    )
    try:
        await _listening(port)
        yield port
    finally:
        process.terminate()
        await process.wait()
