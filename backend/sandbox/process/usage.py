"""What processes use and what the machine has, through psutil. Blocking."""

import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from app.features.deployments.providers.base import NodeFacts
from app.features.deployments.providers.usage import Reading

_MIB, _GIB = 1 << 20, 1 << 30
_MILLIS = 1000


def readings(pids: Mapping[str, int]) -> dict[str, Reading]:
    """Return a reading for each name that runs, summed over the process and its descendants."""
    found = {}
    for name, pid in pids.items():
        if pid:
            reading = _reading(pid)
            if reading:
                found[name] = reading
    return found


def _reading(pid: int) -> Reading | None:
    try:
        root = psutil.Process(pid)
        members = [root, *root.children(recursive=True)]
    except psutil.Error:
        return None
    seconds = memory = 0.0
    for member in members:
        try:
            times = member.cpu_times()
            # Includes children that ended and were waited for, so the counter never falls.
            seconds += sum((times.user, times.system, times.children_user, times.children_system))
            memory += member.memory_info().rss / _MIB
        except psutil.Error:
            continue
    return Reading(cpu_seconds=seconds, memory_mb=memory, at=time.monotonic())


def memory_limit(pid: int, gone: int) -> int:
    """Return the data limit of a process in MiB: 0 when it has none, `gone` when it ended."""
    try:
        soft, _ = resource.prlimit(pid, resource.RLIMIT_DATA)
    except OSError:
        return gone
    return 0 if soft == resource.RLIM_INFINITY else soft // _MIB


def facts_of(root: Path) -> NodeFacts:
    """Return the machine as a node whose instances live below `root`."""
    place = next(path for path in (root, *root.parents) if path.exists())
    return NodeFacts(
        version=f"python {sys.version.split(maxsplit=1)[0]}",
        cpu_millis=(psutil.cpu_count() or 1) * _MILLIS,
        memory_mb=psutil.virtual_memory().total // _MIB,
        disk_gb=psutil.disk_usage(str(place)).total // _GIB,
    )
