"""From the Engine's answers to the driver's words. Pure: nothing here talks to anything."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.features.deployments.providers.base import (
    InstanceInfo,
    InstanceStatus,
    Limits,
    NodeImage,
    NodeTarget,
)
from app.features.deployments.providers.docker import config
from app.features.deployments.providers.usage import Counters, Reading

_MIB = 1 << 20
_NANO_PER_MILLI = 1_000_000
_NANO_PER_SECOND = 1_000_000_000
_STATUS = {
    "running": InstanceStatus.RUNNING,
    "paused": InstanceStatus.RUNNING,
    "restarting": InstanceStatus.RESTARTING,
}
_NEVER = 1


def owned(labels: Mapping[str, str] | None, node: NodeTarget) -> bool:
    """Return whether labels say that a thing is this node's."""
    found = labels or {}
    return found.get(config.MANAGED) == "true" and found.get(config.NODE) == node.node_id


def info(answer: Mapping[str, Any], node: NodeTarget) -> InstanceInfo:
    """Return an instance from `GET /containers/{id}/json`."""
    labels = answer["Config"]["Labels"]
    state, host = answer["State"], answer["HostConfig"]
    status = _STATUS.get(state["Status"], InstanceStatus.STOPPED)
    started = _moment(state.get("StartedAt", "")) if status is InstanceStatus.RUNNING else None
    return InstanceInfo(
        name=labels[config.NAME],
        service_id=labels[config.SERVICE],
        status=status,
        address=node.address(int(labels[config.PORT])),
        started_at=started,
        limits=Limits(
            cpu_millis=_cpu_millis(host),
            memory_mb=(host.get("Memory") or 0) // _MIB,
            pids=max(0, host.get("PidsLimit") or 0),
        ),
    )


def image(reference: str, answer: Mapping[str, Any]) -> NodeImage:
    """Return an image from `GET /images/json` or `GET /images/{name}/json`.

    The digest is the registry's; that of the image itself where it never was in one.
    """
    known = [digest for digest in answer.get("RepoDigests") or () if "@" in digest]
    digest = known[0].partition("@")[2] if known else str(answer.get("Id") or "")
    return NodeImage(reference=reference, size_bytes=int(answer.get("Size") or 0), digest=digest)


def leftovers(labels: Mapping[str, str]) -> InstanceInfo:
    """Return what is known of an instance of which only a network or a volume is left."""
    return InstanceInfo(
        name=labels.get(config.NAME, ""),
        service_id=labels.get(config.SERVICE, ""),
        status=InstanceStatus.MISSING,
        address=None,
        started_at=None,
        limits=Limits(cpu_millis=0, memory_mb=0, pids=0),
    )


def reading(stats: Mapping[str, Any], disk_mb: float | None = None) -> Reading | None:
    """Return a reading from `GET /containers/{id}/stats`, None when the container is not running.

    Page cache that can be dropped is not use: cgroup v1 names it total_inactive_file, v2
    inactive_file.
    """
    memory = stats.get("memory_stats") or {}
    used = memory.get("usage") or 0
    if not used:
        return None
    details = memory.get("stats") or {}
    cache = details.get("total_inactive_file", details.get("inactive_file", 0))
    total = (stats.get("cpu_stats") or {}).get("cpu_usage", {}).get("total_usage", 0)
    return Reading(
        cpu_seconds=total / _NANO_PER_SECOND,
        memory_mb=max(0, used - cache) / _MIB,
        at=time.monotonic(),
        disk_mb=disk_mb,
        counters=_counters(stats),
    )


def disk_sizes(answer: Mapping[str, Any], node: NodeTarget) -> dict[str, float]:
    """Return MiB by instance from `GET /system/df`: what it wrote itself, and its volume.

    Layers of the image are everybody's and count for nobody.
    """
    sizes: dict[str, float] = {}
    for one in answer.get("Containers") or ():
        _add(sizes, one, node, one.get("SizeRw") or 0)
    for one in answer.get("Volumes") or ():
        _add(sizes, one, node, max(0, (one.get("UsageData") or {}).get("Size") or 0))
    return sizes


def _add(sizes: dict[str, float], one: Mapping[str, Any], node: NodeTarget, size: int) -> None:
    labels = one.get("Labels") or {}
    if owned(labels, node):
        name = labels[config.NAME]
        sizes[name] = sizes.get(name, 0.0) + size / _MIB


def _counters(stats: Mapping[str, Any]) -> Counters:
    """Return the bytes counted; a container on the host's network has no counters of its own."""
    networks = list((stats.get("networks") or {}).values())
    blocks = (stats.get("blkio_stats") or {}).get("io_service_bytes_recursive") or []
    return Counters(
        disk_read=_blocks(blocks, "read"),
        disk_write=_blocks(blocks, "write"),
        network_in=float(sum(one["rx_bytes"] for one in networks)) if networks else None,
        network_out=float(sum(one["tx_bytes"] for one in networks)) if networks else None,
    )


def _blocks(entries: Sequence[Mapping[str, Any]], kind: str) -> float | None:
    # No entry at all: nothing was read or written yet, or the kernel does not count.
    found = [one["value"] for one in entries if one["op"].lower() == kind]
    return float(sum(found)) if found else None


def _cpu_millis(host: Mapping[str, Any]) -> int:
    nano = host.get("NanoCpus") or 0
    if not nano and host.get("CpuQuota") and host.get("CpuPeriod"):  # podman answers so
        return int(1000 * host["CpuQuota"] // host["CpuPeriod"])
    return int(nano // _NANO_PER_MILLI)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.year == _NEVER else moment
