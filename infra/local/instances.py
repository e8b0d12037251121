"""Customers' services of the `process` driver: found by their notes, stopped with the stack."""

import contextlib
import signal
from pathlib import Path

from infra.local.processes import Identity, end_sessions, identify


def _supervisor(file: Path) -> Identity | None:
    """Return the supervisor whose pid and start time are noted, None when it has gone."""
    with contextlib.suppress(OSError, ValueError):
        pid, started = (int(word) for word in file.read_text(encoding="ascii").split())
        identity = identify(pid)
        return identity if identity and identity.started == started else None
    return None


def stop_instances(root: Path, seconds: float = 10) -> int:
    """Stop every service below `root` at once; return how many ran."""
    found = [one for file in root.glob("*/supervisor.pid") if (one := _supervisor(file))]
    return len(end_sessions(dict.fromkeys(found, signal.SIGTERM), seconds))
