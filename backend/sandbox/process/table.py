"""Telling a process from a later one with the same number. Standard library only."""

from pathlib import Path

_STATE, _STARTED = 0, 19


def _fields(pid: int) -> list[str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    # The second field is the program's name and may hold blanks and brackets.
    return text.rpartition(")")[2].split()


def started_ticks(pid: int) -> int:
    """Return when the process started, in clock ticks since boot; 0 when it is gone or a zombie."""
    fields = _fields(pid)
    if not fields or fields[_STATE] in "ZX":
        return 0
    return int(fields[_STARTED])


def is_same(pid: int, ticks: int) -> bool:
    """Return whether `pid` is still the process that started at `ticks`."""
    return pid > 0 and ticks > 0 and started_ticks(pid) == ticks
