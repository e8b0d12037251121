"""Customers' services of the `process` driver: found by their pid files, stopped with the stack."""

import contextlib
import signal
from pathlib import Path

from infra.local.processes import Identity, end_sessions, identify

_MARK = b"process_supervisor"


def _supervisor(file: Path) -> Identity | None:
    """Return the supervisor a pid file names, None when that pid is gone or is a stranger's."""
    with contextlib.suppress(OSError, ValueError):
        pid = int(file.read_text(encoding="ascii").split()[0])
        if _MARK in Path(f"/proc/{pid}/cmdline").read_bytes():
            return identify(pid)
    return None


def stop_instances(root: Path, seconds: float = 10) -> int:
    """Stop every service below `root` at once; return how many ran."""
    found = [one for file in root.glob("*/supervisor.pid") if (one := _supervisor(file))]
    return len(end_sessions(dict.fromkeys(found, signal.SIGTERM), seconds))
