"""Thousands of raw connections in a process of their own, which notes when it saw which event.

Commands come as lines of JSON on the standard input, each is answered by one on the output:
`open` (`port`, `hellos`, `then`), `begin`, `collect` (`count`, `seconds`), `close`. Times are those
of CLOCK_MONOTONIC, which all processes of a machine share.
"""

import base64
import os
import re
import select
import socket
import sys
from array import array
from contextlib import suppress
from statistics import quantiles
from time import monotonic
from typing import Any

from app.core import json
from benchmarks.processor import Processor

_INPUT = 0
_MARK_BYTES = 32
_MARK = re.compile(rb'"hostname":"n(\d+)"')
_READ_BYTES = 256 * 1024
_OPEN_SECONDS = 30.0
_END_OF_HEAD = b"\r\n\r\n"


class _Connection:
    """What was not understood yet, and whether the head of the answer has come."""

    def __init__(self, port: int, hello: bytes, then: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(hello)
        self.then, self.rest, self.opened = then, b"", False

    def read(self, data: bytes) -> list[bytes]:
        """Return the numbers of the events in what came."""
        data = self.rest + data
        if not self.opened and _END_OF_HEAD in data:
            if data.split(b" ", 2)[1] not in (b"200", b"101"):
                raise ConnectionError(data[:400])
            self.opened = True
            self.socket.sendall(self.then)
        if not self.opened:
            self.rest = data
            return []
        found = list(_MARK.finditer(data))
        self.rest = data[found[-1].end() if found else 0 :][-_MARK_BYTES:]
        return [one[1] for one in found]


class _Clients:
    """One epoll over all connections and the commands."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._poll.register(_INPUT, select.EPOLLIN)
        self._connections: dict[int, _Connection] = {}
        self._numbers, self._times = array("q"), array("d")
        self._turns: list[float] = []
        self._processor = Processor(os.getpid())
        self._began = monotonic()
        self._commands = b""

    def run(self) -> None:
        """Obey until the input ends."""
        while True:
            self._turn(1.0)
            while b"\n" in self._commands:
                line, _, self._commands = self._commands.partition(b"\n")
                answer = self._obey(json.loads(line))
                sys.stdout.buffer.write(json.dumps(answer) + b"\n")
                sys.stdout.flush()

    def _turn(self, seconds: float) -> None:
        ready = self._poll.poll(seconds)
        began = monotonic()
        for number, _ in ready:
            if number == _INPUT:
                self._hear()
            else:
                self._read(number)
        if ready:
            self._turns.append(monotonic() - began)

    def _hear(self) -> None:
        data = os.read(_INPUT, _READ_BYTES)
        if not data:
            sys.exit(0)
        self._commands += data

    def _read(self, number: int) -> None:
        connection = self._connections[number]
        data = connection.socket.recv(_READ_BYTES)
        now = monotonic()
        if not data:
            self._poll.unregister(number)
            return
        for found in connection.read(data):
            self._numbers.append(int(found))
            self._times.append(now)

    def _obey(self, command: dict[str, Any]) -> dict[str, Any]:
        name = command.pop("command")
        found: dict[str, Any] = getattr(self, f"_{name}")(**command)
        return found

    def _open(self, port: int, hellos: list[str], then: str) -> dict[str, Any]:
        made = [_Connection(port, base64.b64decode(one), base64.b64decode(then)) for one in hellos]
        for one in made:
            self._connections[one.socket.fileno()] = one
            self._poll.register(one.socket.fileno(), select.EPOLLIN)
        late = monotonic() + _OPEN_SECONDS
        while not all(one.opened for one in made):
            if monotonic() > late:
                raise TimeoutError
            self._turn(1.0)
        return {"open": len(self._connections)}

    def _begin(self) -> dict[str, Any]:
        self._numbers, self._times, self._turns = array("q"), array("d"), []
        self._processor = Processor(os.getpid())
        return {}

    def _collect(self, count: int, seconds: float) -> dict[str, Any]:
        late = monotonic() + seconds
        while len(self._numbers) < count and monotonic() < late:
            self._turn(0.05)
        use = self._processor.use()
        return {
            "numbers": base64.b64encode(self._numbers.tobytes()).decode(),
            "times": base64.b64encode(self._times.tobytes()).decode(),
            "turn_p99": quantiles(self._turns or [0.0, 0.0], n=100)[98],
            "busy": use.busy,
            "waiting": use.waiting,
        }

    def _close(self) -> dict[str, Any]:
        for number, one in self._connections.items():
            with suppress(FileNotFoundError):  # the server ended it
                self._poll.unregister(number)
            one.socket.close()
        self._connections.clear()
        return {}


if __name__ == "__main__":
    _Clients().run()
