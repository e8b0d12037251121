"""`just up`: install, start, migrate, seed, build and serve; Ctrl-C ends all of it and only it."""

import asyncio
import contextlib
import sys
import time

from infra.local.child import ChildError
from infra.local.command import CommandError
from infra.local.environment import given
from infra.local.install import install
from infra.local.launch import Launch, clear_leftovers
from infra.local.lock import BusyError, leave_note, only_one
from infra.local.paths import FRONTEND, ROOT
from infra.local.servers import Home
from infra.local.supervisor import stop_requested
from infra.local.terminal import Terminal
from infra.local.welcome import welcome

_HOME = Home(ROOT / ".local")


async def _until(stop: asyncio.Event, work: asyncio.Task[None]) -> bool:
    """Wait for the work; tell whether it finished before somebody asked to stop."""
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if work.done():
        work.result()
        return True
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return False


async def _up(note: int, terminal: Terminal) -> None:
    began, stop = time.monotonic(), stop_requested()
    if not await _until(stop, asyncio.create_task(install(terminal, FRONTEND))):
        return
    await clear_leftovers(_HOME, terminal)
    launch = Launch(_HOME, given(), terminal)
    leave_note(note, launch.stack.public_url)
    try:
        if await _until(stop, asyncio.create_task(launch.everything())):
            welcome(launch.stack, terminal, time.monotonic() - began)
            await stop.wait()
    finally:
        async with terminal.step("stopping"):
            await launch.stop()


def _reasons(failed: BaseException) -> list[str]:
    """Flatten groups of errors into their messages."""
    if isinstance(failed, BaseExceptionGroup):
        return [line for one in failed.exceptions for line in _reasons(one)]
    return [str(failed)]


def main() -> None:
    """Run until Ctrl-C; exit 1 with the reason when something cannot start."""
    try:
        with only_one(_HOME.path / "up.lock") as note:
            asyncio.run(_up(note, Terminal()))
    except BusyError as busy:
        sys.exit(f"Hostwright already runs from this checkout: {busy}")
    except (ChildError, CommandError, OSError, ExceptionGroup) as failed:
        sys.exit("\n".join(_reasons(failed)))


if __name__ == "__main__":
    main()
