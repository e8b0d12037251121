"""Free TCP ports, remembered, so that addresses stay the same from one start to the next."""

import json
import socket
import zlib
from pathlib import Path

# Below 20000, where the ports of customers' services begin, and 32768, where outgoing ones do.
FIRST, LAST, BLOCK = 10_000, 19_990, 20


def is_free(port: int) -> bool:
    """Tell whether nobody listens on the port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Ports:
    """Ports by name, kept in `file`; a checkout has its own block, derived from the path."""

    def __init__(self, file: Path) -> None:
        """Read what earlier starts took; a missing or broken file means nothing is taken."""
        self._file = file
        try:
            self._taken: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._taken = {}
        blocks = (LAST - FIRST) // BLOCK
        self._next = FIRST + zlib.crc32(str(file.absolute()).encode()) % blocks * BLOCK

    def take(self, name: str) -> int:
        """Return the port remembered for `name` if it is free, else a free one, remembered."""
        port = self._taken.get(name)
        if port is None or not is_free(port):
            port = self._find()
            self._taken[name] = port
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(self._taken, indent=2) + "\n", encoding="utf-8")
        return port

    def _find(self) -> int:
        """Walk up from the checkout's block to the next port that is free and promised to none."""
        for _ in range(FIRST, LAST):
            port = self._next
            self._next = FIRST if port >= LAST else port + 1
            if port not in self._taken.values() and is_free(port):
                return port
        message = f"no free port between {FIRST} and {LAST}"
        raise OSError(message)
