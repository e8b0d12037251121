"""The programs of production, started as production starts them."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.core import json

BACKEND = Path(__file__).parents[2]
API = BACKEND.parent / "infra/docker/bin/api"
BIN = Path(sys.executable).parent
SECONDS = 60
TOKEN = "a-token-of-the-monitoring"

Line = dict[str, Any]


class Program:
    """A program that runs, and what it has written."""

    def __init__(self, process: asyncio.subprocess.Process, output: Path) -> None:
        self._process = process
        self._output = output

    def text(self) -> str:
        return self._output.read_text()

    def lines(self) -> list[Line]:
        """Return its lines; fails for one that is not of the form."""
        found = []
        for text in filter(None, self.text().splitlines()):
            try:
                line: Line = json.loads(text)
            except ValueError:
                pytest.fail(f"no JSON: {text!r}")
            assert datetime.fromisoformat(line["time"]).utcoffset() is not None
            assert line["time"].endswith("Z")
            assert {"level", "logger", "message", "pid"} <= line.keys()
            found.append(line)
        return found

    async def until(self, seen: Callable[[Line], bool]) -> Line:
        """Wait for a line; fails where the program ends first."""
        async with asyncio.timeout(SECONDS):
            while True:
                finished = self.text().rpartition("\n")[0].splitlines()
                for text in finished:
                    line = json.loads(text)
                    if seen(line):
                        return dict(line)
                assert self._process.returncode is None, self.text()[-3000:]
                await asyncio.sleep(0.05)

    async def wait(self) -> None:
        """Wait until it has ended by itself."""
        async with asyncio.timeout(SECONDS):
            await self._process.wait()

    async def end(self) -> list[Line]:
        """Stop it as an operator does and return all it wrote."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        await self.wait()
        return self.lines()


Start = Callable[..., AbstractAsyncContextManager[Program]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def having(**members: object) -> Callable[[Line], bool]:
    return lambda line: all(line.get(name) == value for name, value in members.items())


def api_script(port: int) -> str:
    """Return what the image runs, on a port of this machine."""
    return API.read_text().replace("0.0.0.0", "127.0.0.1").replace("8000", str(port))
