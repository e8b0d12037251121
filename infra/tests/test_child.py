import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.child import Child, ChildError
from infra.local.processes import identify, session_members
from infra.local.program import Program
from infra.tests.conftest import MakeProgram

FOR_EVER = "import time; time.sleep(100)"
WITH_GRANDCHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{FOR_EVER}'])"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOR_EVER}"


def child(tmp_path: Path, program: Program, told: list[str]) -> Child:
    return Child(program, tmp_path / "logs", tmp_path / "run", told.append)


async def until(check: Callable[[], object], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not check():  # noqa: ASYNC110 - a process tells nobody
            await asyncio.sleep(0.02)


async def test_stopping_ends_grandchildren_too(tmp_path: Path, sleeper: MakeProgram) -> None:
    one = child(tmp_path, sleeper(WITH_GRANDCHILD), [])
    await one.start()
    leader = identify(one.pid or 0)
    assert leader
    await until(lambda: len(session_members(leader)) == 2)
    await one.stop()
    assert session_members(leader) == []
    assert not list((tmp_path / "run").iterdir())


async def test_what_ignores_the_signal_is_killed(tmp_path: Path, sleeper: MakeProgram) -> None:
    one = child(tmp_path, sleeper(STUBBORN, stop_seconds=0.3), [])
    await one.start()
    await asyncio.sleep(0.3)
    await one.stop()
    assert one.pid is None


async def test_a_killed_program_is_started_again_and_said_so(
    tmp_path: Path, sleeper: MakeProgram
) -> None:
    told: list[str] = []
    one = child(tmp_path, sleeper(FOR_EVER), told)
    await one.start()
    first = one.pid
    assert first
    os.kill(first, signal.SIGKILL)
    await until(lambda: one.pid not in {None, first})
    await until(lambda: len(told) == 2)
    await one.stop()
    assert told == [
        "sleeper ended (signal 9); starting it again in 0.5 s",
        "sleeper runs again",
    ]


async def test_a_program_that_ends_before_it_is_ready_shows_its_log(
    tmp_path: Path, sleeper: MakeProgram
) -> None:
    async def never() -> bool:
        return False

    program = sleeper("print('no such thing'); raise SystemExit(3)")
    object.__setattr__(program, "ready", never)
    with pytest.raises(ChildError, match=r"(?s)ended with 3.*no such thing"):
        await child(tmp_path, program, []).start()
