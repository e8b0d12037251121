"""Notes about started processes, so that a later start finds what a killed one left behind."""

import contextlib
import json
import signal
from dataclasses import asdict
from pathlib import Path

from infra.local.processes import Identity, end_session, identify

_SUFFIX = ".pid"


def write(directory: Path, name: str, pid: int, stop_signal: int) -> Identity | None:
    """Note a process we started; None when it has gone already."""
    identity = identify(pid)
    if identity:
        directory.mkdir(parents=True, exist_ok=True)
        note = asdict(identity) | {"stop_signal": int(stop_signal)}
        (directory / (name + _SUFFIX)).write_text(json.dumps(note), encoding="utf-8")
    return identity


def forget(directory: Path, name: str) -> None:
    """Remove the note of a process that has ended."""
    (directory / (name + _SUFFIX)).unlink(missing_ok=True)


def end_leftovers(directory: Path, seconds: float = 15) -> list[str]:
    """End what an earlier run noted and did not stop; return the names of what was ended."""
    ended = []
    for file in sorted(directory.glob("*" + _SUFFIX)):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            note = json.loads(file.read_text(encoding="utf-8"))
            gentle = note.pop("stop_signal", signal.SIGTERM)
            if end_session(Identity(**note), gentle, seconds):
                ended.append(file.stem)
        file.unlink(missing_ok=True)
    return ended
