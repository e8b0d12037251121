"""What machines use: the host says of the process, the monitor of the disk."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.features.deployments.providers.base import DriverError
from app.features.deployments.providers.qemu import console, process, qmp
from app.features.deployments.providers.qemu.folder import DISK
from app.features.deployments.providers.qemu.threads import in_thread
from app.features.deployments.providers.usage import Counters, Reading

_MIB = 1 << 20
_BLOCK = 512


def disks(node: Path, names: Sequence[str]) -> dict[str, float]:
    """Return MiB that each machine's disk takes on the host."""
    return {name: (node / name / DISK).stat().st_blocks * _BLOCK / _MIB for name in names}


async def readings(
    node: Path, names: Sequence[str], sizes: Mapping[str, float]
) -> dict[str, Reading]:
    """Return a reading of each machine that still runs."""
    running = await in_thread(lambda: process.find_all(node))
    here = [name for name in names if name in running]
    found = await asyncio.gather(
        *(_reading(node / name, running[name], sizes.get(name)) for name in here)
    )
    return {name: reading for name, reading in zip(here, found, strict=True) if reading}


async def _reading(place: Path, machine: process.Machine, disk_mb: float | None) -> Reading | None:
    counters = await _counters(place)
    used = await in_thread(lambda: process.used(machine))
    await in_thread(lambda: console.trim(place))
    if used is None:
        return None
    return Reading(
        cpu_seconds=used[0],
        memory_mb=used[1],
        at=time.monotonic(),
        disk_mb=disk_mb,
        counters=counters,
    )


async def _counters(place: Path) -> Counters:
    """Return the bytes counted; none where the monitor is silent. User mode counts no network."""
    try:
        answer = await qmp.ask(place, "query-blockstats", seconds=2.0)
    except DriverError:
        return Counters()
    ours = [one["stats"] for one in answer if one.get("node-name") == "disk"]
    return Counters(
        disk_read=float(sum(one["rd_bytes"] for one in ours)),
        disk_write=float(sum(one["wr_bytes"] for one in ours)),
    )
