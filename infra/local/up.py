"""`just up`: install, start, migrate, seed, build and serve; Ctrl-C ends all of it and only it."""

import asyncio
import sys
import time

from infra.local.address import AddressError, port_of
from infra.local.child import ChildError
from infra.local.command import CommandError
from infra.local.environment import given
from infra.local.install import install
from infra.local.interrupt import StopAskedError, run_until_asked
from infra.local.launch import Launch, clear_leftovers
from infra.local.lock import BusyError, leave_note, only_one
from infra.local.paths import FRONTEND, ROOT
from infra.local.servers import Home
from infra.local.terminal import Terminal
from infra.local.welcome import welcome

_HOME = Home(ROOT / ".local")


async def _up(note: int, terminal: Terminal) -> None:
    began = time.monotonic()
    port_of(given())  # said before minutes of installing
    await install(terminal, FRONTEND)
    await clear_leftovers(_HOME, terminal)
    launch = Launch(_HOME, given(), terminal)
    leave_note(note, launch.stack.public_url)
    try:
        await launch.everything()
        welcome(launch.stack, terminal, time.monotonic() - began)
        await asyncio.Event().wait()
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
            run_until_asked(_up(note, Terminal()))
    except StopAskedError:
        return
    except BusyError as busy:
        sys.exit(f"Hostwright already runs from this checkout: {busy}")
    except (AddressError, ChildError, CommandError, OSError, ExceptionGroup) as failed:
        sys.exit("\n".join(_reasons(failed)))


if __name__ == "__main__":
    main()
