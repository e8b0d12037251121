"""Notes about started processes, so that a later start finds what a killed one left behind."""

import json
from dataclasses import asdict
from pathlib import Path

from infra.local.processes import Identity, end_sessions, identify

_SUFFIX = ".pid"
_SERVERS = {"postgres", "valkey"}


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
    """End what an earlier run noted and did not stop; return the names of what was ended.

    The servers end last: programs that lose their database on the way down would complain.
    """
    noted = {file.stem: found for file in _notes(directory) if (found := _read(file))}
    servers = {name: one for name, one in noted.items() if name in _SERVERS}
    programs = {name: one for name, one in noted.items() if name not in _SERVERS}
    ended: list[Identity] = []
    for batch in (programs, servers):
        ended += end_sessions(dict(batch.values()), seconds)
    for file in _notes(directory):
        file.unlink(missing_ok=True)
    return [name for name, (identity, _) in noted.items() if identity in ended]


def _notes(directory: Path) -> list[Path]:
    return sorted(directory.glob("*" + _SUFFIX))


def _read(file: Path) -> tuple[Identity, int] | None:
    """Return who is noted and the signal that ends it; None for a note that was cut short."""
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        gentle = int(note.pop("stop_signal"))
        return Identity(**note), gentle
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
