"""Running one finite command: its output in a log, a limit on its time, none of it left behind."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

_TAIL_LINES = 25
_GENTLE_SECONDS = 5


class CommandError(Exception):
    """The command failed; the message carries the end of its output."""


async def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    log: Path,
    env: Mapping[str, str] | None = None,
    seconds: float = 900,
) -> str:
    """Run to the end and return what it printed to stdout.

    Raises CommandError when it exits other than 0 or takes longer than `seconds`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    name = " ".join([Path(command[0]).name, *[str(word) for word in command[1:4]]])
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *[str(word) for word in command],
            cwd=cwd,
            env=dict(env if env is not None else os.environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        raise CommandError(f"{name} took longer than {seconds:g} s{_tail(log, b'')}") from None
    finally:
        await _end(process)
    if process.returncode:
        raise CommandError(f"{name} exited with {process.returncode}{_tail(log, output)}")
    return output.decode(errors="replace")


async def run_twice(
    command: Sequence[str | Path], *, cwd: Path, log: Path, env: Mapping[str, str] | None = None
) -> str:
    """Run a command that talks to a network; try once more when it fails."""
    with contextlib.suppress(CommandError):
        return await run(command, cwd=cwd, log=log, env=env)
    return await run(command, cwd=cwd, log=log, env=env)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the command's whole session if it still runs (time-out, Ctrl-C)."""
    if process.returncode is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GENTLE_SECONDS)
            return


def _tail(log: Path, output: bytes) -> str:
    text = output + log.read_bytes()
    lines = text.decode(errors="replace").strip().splitlines()[-_TAIL_LINES:]
    return f"; its output ends (all of it: {log}):\n" + "\n".join("    " + one for one in lines)
