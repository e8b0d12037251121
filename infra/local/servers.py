"""The two embedded servers, and a way to run only them: `python -m infra.local.servers --dir …`."""

import argparse
import asyncio
import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path

from infra.local.credentials import Credentials
from infra.local.interrupt import StopAskedError, run_until_asked
from infra.local.paths import site_packages
from infra.local.pidfile import end_leftovers
from infra.local.ports import Ports
from infra.local.postgres import Postgres, wheel_binaries
from infra.local.supervisor import Supervisor
from infra.local.valkey import Valkey, wheel_binary


@dataclass(frozen=True)
class Home:
    """One installation's folder: data, logs, notes, secrets and remembered ports."""

    path: Path

    @property
    def logs(self) -> Path:
        """Where each program's output goes."""
        return self.path / "logs"

    @property
    def notes(self) -> Path:
        """Where the pids of started programs are noted."""
        return self.path / "run"

    @property
    def nodes(self) -> Path:
        """Where the installation's Docker nodes are noted."""
        return self.path / "nodes.json"

    def credentials(self) -> Credentials:
        """Return the installation's secrets."""
        return Credentials(self.path / "secrets.json")

    def ports(self) -> Ports:
        """Return the installation's remembered ports."""
        return Ports(self.path / "ports.json")


def embedded_postgres(home: Home, *, throw_away: bool = False) -> Postgres:
    """Describe the installation's PostgreSQL."""
    return Postgres(
        binaries=wheel_binaries(site_packages()),
        data=home.path / "postgres",
        port=home.ports().take("postgres"),
        password=home.credentials().get("postgres"),
        throw_away=throw_away,
    )


def embedded_valkey(home: Home, *, throw_away: bool = False) -> Valkey:
    """Describe the installation's Valkey."""
    return Valkey(
        binary=wheel_binary(site_packages()),
        data=home.path / "valkey",
        port=home.ports().take("valkey"),
        password=home.credentials().get("valkey"),
        throw_away=throw_away,
    )


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


async def _serve(home: Home, *, throw_away: bool) -> None:
    await asyncio.to_thread(end_leftovers, home.notes)
    postgres = embedded_postgres(home, throw_away=throw_away)
    valkey = embedded_valkey(home, throw_away=throw_away)
    postgres.initialise()
    supervisor = Supervisor(home.logs, home.notes, _say)
    try:
        await supervisor.start([postgres.program(), valkey.program()])
        await postgres.create_database()
        print(f"export DATABASE_URL={postgres.url()}")  # noqa: T201 - what the caller evaluates
        print(f"export CELERY_BROKER_URL={valkey.url()}", flush=True)  # noqa: T201 - likewise
        await asyncio.Event().wait()
    finally:
        await supervisor.stop()


def main() -> None:
    """Run both servers until SIGTERM or Ctrl-C; print what to export when they are ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="folder of the servers' data")
    parser.add_argument("--throw-away", action="store_true", help="fast, and lost at a crash")
    options = parser.parse_args()
    with contextlib.suppress(StopAskedError):
        run_until_asked(_serve(Home(options.dir.absolute()), throw_away=options.throw_away))


if __name__ == "__main__":
    main()
