"""Running a suite on the person's terminal; however it ends, its whole family ends with it."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.processes import end_sessions, identify

_GENTLE_SECONDS = 20


async def run_foreground(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> int:
    """Run with our own output and return the exit code."""
    process = await asyncio.create_subprocess_exec(
        *[str(word) for word in command],
        cwd=cwd,
        env=dict(env),
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    leader = identify(process.pid)
    try:
        return await process.wait()
    finally:
        if leader:
            await asyncio.to_thread(end_sessions, {leader: signal.SIGINT}, _GENTLE_SECONDS)
        await process.wait()
