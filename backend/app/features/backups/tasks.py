"""Backups in the background: asked for by the clock, made by a process of their own."""

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import OutsideCall, task
from app.features.backups import service

_LOOK_SECONDS = 300
_LONGEST_SECONDS = 8_760 * 3_600
"""The process's own bound, BACKUP_TIMEOUT_HOURS, is shorter: the job only waits for it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A backup to make, and the hours it may take."""

    backup_id: UUID
    hours: int


async def _prepare(session: AsyncSession, *, backup_id: UUID) -> Run:
    return Run(backup_id, (await service.settings_of(session)).backup_timeout_hours)


async def make(run: Run) -> str:
    """Make the backup in a process of its own; return what to write where it ended without a word.

    The worker's loop, memory and time-outs stay its own, and a crash of the process is one backup.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.cli", "backup", "--id", str(run.backup_id)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(process.wait(), run.hours * 3_600)
    except TimeoutError:
        return f"it took longer than {run.hours} hours"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return f"the process that made it ended with code {process.returncode}"


@task(
    service.RUN,
    queue=Queue.DEFAULT,
    max_attempts=1,
    timeout=_LONGEST_SECONDS,
    outside=OutsideCall(_prepare, make),
)
async def run(session: AsyncSession, intent: Run, outcome: str) -> None:
    """Give up a backup that its process did not end itself."""
    await service.abandon(session, intent.backup_id, outcome)


@periodic("backups.schedule", every=_LOOK_SECONDS)
async def schedule(session: AsyncSession) -> None:
    """Ask for a backup where one is due."""
    await service.request_if_due(session)
