"""Running a suite on the person's terminal, ended with its whole family when somebody asks."""

import asyncio
import contextlib
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.processes import end_sessions, identify

INTERRUPTED = 130
_GENTLE_SECONDS = 20


async def run_foreground(
    command: Sequence[str | Path],
    cwd: Path,
    env: Mapping[str, str],
    stop: asyncio.Event,
) -> int:
    """Run with our own output and return the exit code; INTERRUPTED when `stop` was set."""
    if stop.is_set():
        return INTERRUPTED
    process = await asyncio.create_subprocess_exec(
        *[str(word) for word in command],
        cwd=cwd,
        env=dict(env),
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    leader = identify(process.pid)
    asked = asyncio.create_task(stop.wait())
    ended = asyncio.create_task(process.wait())
    try:
        await asyncio.wait({asked, ended}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        if leader:
            await asyncio.to_thread(end_sessions, {leader: signal.SIGINT}, _GENTLE_SECONDS)
        with contextlib.suppress(asyncio.CancelledError):
            await ended
    return INTERRUPTED if stop.is_set() else process.returncode or 0
