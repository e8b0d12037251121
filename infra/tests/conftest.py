"""What the infrastructure's tests share."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.program import Program

MakeProgram = Callable[..., Program]


@pytest.fixture
def sleeper(tmp_path: Path) -> MakeProgram:
    """Make a program that runs the given Python text."""

    def make(text: str, name: str = "sleeper", stop_seconds: float = 2) -> Program:
        command = [sys.executable, "-c", text]
        return Program(name=name, command=command, cwd=tmp_path, stop_seconds=stop_seconds)

    return make
