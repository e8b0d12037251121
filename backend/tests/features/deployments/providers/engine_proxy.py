"""An Engine's socket that carries out one request and drops the answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path


class _Losing:
    def __init__(self, upstream: str, wanted: str) -> None:
        self._upstream = upstream
        self._wanted = wanted.encode()
        self.left = 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(self._upstream)
        down = asyncio.create_task(_pump(up_reader, writer))
        with suppress(ConnectionError):
            while chunk := await reader.read(65536):
                lost = self.left and self._wanted in chunk.split(b"\r\n", 1)[0]
                if lost:
                    self.left -= 1
                    down.cancel()
                    await asyncio.wait([down])
                up_writer.write(chunk)
                await up_writer.drain()
                if lost:
                    await up_reader.read(1)  # the Engine has done it: now the line breaks
                    break
        down.cancel()
        up_writer.close()
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()


@asynccontextmanager
async def losing_answers(upstream: str, path: Path, wanted: str) -> AsyncIterator[str]:
    """Give an address in front of `upstream` that loses the answer to a request line."""
    losing = _Losing(upstream, wanted)
    server = await asyncio.start_unix_server(losing.serve, path)
    async with server:
        yield f"unix://{path}"
    assert losing.left == 0, f"no request was like {wanted!r}"


@asynccontextmanager
async def silent_engine(path: Path) -> AsyncIterator[str]:
    """Give the address of an Engine that takes requests and says nothing."""
    gone = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield f"unix://{path}"
        gone.set()
