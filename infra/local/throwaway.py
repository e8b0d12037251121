"""A command with throw-away servers around it: `python -m infra.local.throwaway -- pytest …`.

The command sees DATABASE_URL, TEST_DATABASE_URL (the same) and CELERY_BROKER_URL.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from infra.local.foreground import run_foreground
from infra.local.interrupt import EXIT_CODE, StopAskedError, run_until_asked
from infra.local.paths import BACKEND, VENV_BIN
from infra.local.servers import Home, embedded_postgres, embedded_valkey
from infra.local.supervisor import Supervisor
from infra.local.terminal import Terminal

_MEMORY = Path("/dev/shm")  # noqa: S108 - ours there gets a name of its own
_ROOM = 4 * 2**30


def _folder() -> Path | None:
    """Return memory as a place for files where it has room, else None: the usual place.

    A copy of the template is a thousand files: on a disk 300 ms of work, in memory 30.
    """
    try:
        roomy = shutil.disk_usage(_MEMORY).free >= _ROOM
    except OSError:
        return None
    return _MEMORY if roomy and os.access(_MEMORY, os.W_OK) else None


@contextlib.asynccontextmanager
async def throw_away_servers(terminal: Terminal) -> AsyncIterator[dict[str, str]]:
    """Run both servers in a temporary folder; yields the variables that name them."""
    with tempfile.TemporaryDirectory(
        prefix="hostwright-", dir=_folder(), ignore_cleanup_errors=True
    ) as folder:
        home = Home(Path(folder))
        postgres = embedded_postgres(home, throw_away=True)
        valkey = embedded_valkey(home, throw_away=True)
        supervisor = Supervisor(home.logs, home.notes, terminal.event)
        try:
            await asyncio.to_thread(postgres.initialise)
            await supervisor.start([postgres.program(), valkey.program()])
            await postgres.create_database()
            yield {
                "DATABASE_URL": postgres.url(),
                "TEST_DATABASE_URL": postgres.url(),
                "CELERY_BROKER_URL": valkey.url(),
                "ENVIRONMENT": "test",
            }
        finally:
            await supervisor.stop()


async def _run(command: list[str], *, migrated: bool) -> int:
    async with throw_away_servers(Terminal()) as variables:
        env = os.environ | variables
        if migrated:
            migrate = [str(VENV_BIN / "python"), "-m", "app.cli", "migrate"]
            if code := await run_foreground(migrate, BACKEND, env):
                return code
        return await run_foreground(command, BACKEND, env)


def main() -> None:
    """Run the command in backend/ and exit as it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migrated", action="store_true", help="make the tables first")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    try:
        sys.exit(run_until_asked(_run(options.command, migrated=options.migrated)))
    except StopAskedError:
        sys.exit(EXIT_CODE)


if __name__ == "__main__":
    main()
