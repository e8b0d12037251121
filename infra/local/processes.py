"""Facts about processes from /proc, and ending a whole session of them."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_STATE, _SESSION, _STARTED = 0, 3, 19  # fields of /proc/<pid>/stat after the command's name
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Identity:
    """One process for good: a pid is used again, a pid with its start time and boot is not."""

    pid: int
    started: int
    boot: str


def boot_id() -> str:
    """Tell which boot of the machine this is."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/<pid>/stat after the name, or None when there is no process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    return None if fields[_STATE] in "ZX" else fields


def identify(pid: int) -> Identity | None:
    """Return the identity of a running process, None when there is none with that pid."""
    fields = _stat(pid)
    return Identity(pid, int(fields[_STARTED]), boot_id()) if fields else None


def session_members(leader: Identity) -> list[int]:
    """List the running processes of the session that `leader` began, the leader included.

    The kernel keeps a number busy while a session bears it, so members outlive their leader
    safely; a stranger who got the leader's pid later shows another start time.
    """
    if leader.boot != boot_id():
        return []
    now = _stat(leader.pid)
    if now and int(now[_STARTED]) != leader.started:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        fields = _stat(int(entry.name)) if entry.name.isdigit() else None
        if not fields or int(fields[_SESSION]) != leader.pid:
            continue
        if int(fields[_STARTED]) >= leader.started:
            found.append(int(entry.name))
    return found


def signal_process(pid: int, number: int) -> None:
    """Send a signal; a process that has gone is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait_gone(leaders: Iterable[Identity], seconds: float) -> bool:
    """Wait until the sessions are empty; tell whether they are after at most `seconds`."""
    end = time.monotonic() + seconds
    while any(session_members(one) for one in leaders):
        if time.monotonic() > end:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def end_sessions(leaders: Mapping[Identity, int], seconds: float = 10) -> list[Identity]:
    """End sessions that are not our children, side by side.

    Each leader gets its signal first (or, where it has gone, its members do); who is still
    there after `seconds` gets SIGKILL. Returns those of which anything was running.
    """
    running = {one: members for one in leaders if (members := session_members(one))}
    for leader, members in running.items():
        for pid in [leader.pid] if leader.pid in members else members:
            signal_process(pid, leaders[leader])
    if not _wait_gone(running, seconds):
        for pid in [pid for one in running for pid in session_members(one)]:
            signal_process(pid, signal.SIGKILL)
        _wait_gone(running, 5)
    return list(running)
