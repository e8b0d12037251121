"""What processes use and what the machine has, through psutil. Blocking."""

import os
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from app.features.deployments.providers.base import NodeFacts
from app.features.deployments.providers.usage import Counters, Reading

_MIB, _GIB = 1 << 20, 1 << 30
_MILLIS = 1000
_BLOCK = 512


def readings(pids: Mapping[str, int], sizes: Mapping[str, float]) -> dict[str, Reading]:
    """Return a reading for each name that runs, summed over the process and its descendants.

    Network is not measured: the kernel counts it by interface, and all share the machine's.
    """
    found = {}
    for name, pid in pids.items():
        if pid:
            reading = _reading(pid, sizes.get(name))
            if reading:
                found[name] = reading
    return found


def disk_mb(path: Path) -> float:
    """Return MiB that the files below a directory take; what vanishes meanwhile counts nothing."""
    blocks = 0
    for folder, _, files in os.walk(path):
        for file in files:
            try:
                blocks += os.lstat(os.path.join(folder, file)).st_blocks  # noqa: PTH118  a hot loop
            except OSError:
                continue
    return blocks * _BLOCK / _MIB


def _reading(pid: int, size: float | None) -> Reading | None:
    try:
        root = psutil.Process(pid)
        members = [root, *root.children(recursive=True)]
    except psutil.Error:
        return None
    seconds = memory = 0.0
    counted = []
    for member in members:
        try:
            times = member.cpu_times()
            # Includes children that ended and were waited for, so the counter never falls.
            seconds += sum((times.user, times.system, times.children_user, times.children_system))
            memory += member.memory_info().rss / _MIB
            counted.append(member.io_counters())
        except psutil.Error:
            continue
    return Reading(
        cpu_seconds=seconds,
        memory_mb=memory,
        at=time.monotonic(),
        disk_mb=size,
        counters=Counters(
            disk_read=float(sum(one.read_bytes for one in counted)) if counted else None,
            disk_write=float(sum(one.write_bytes for one in counted)) if counted else None,
        ),
    )


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


def listening_ports() -> frozenset[int]:
    """Return the TCP ports that programs of this machine listen on, as far as we may see."""
    try:
        found = psutil.net_connections(kind="tcp")
    except psutil.Error:
        return frozenset()
    return frozenset(
        one.laddr.port for one in found if one.laddr and one.status == psutil.CONN_LISTEN
    )
