"""From the Engine's answers to the driver's words. Pure: nothing here talks to anything."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.features.deployments.providers import docker_config as config
from app.features.deployments.providers.base import (
    InstanceInfo,
    InstanceStatus,
    Limits,
    NodeTarget,
)
from app.features.deployments.providers.usage import Reading

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


def reading(stats: Mapping[str, Any]) -> Reading | None:
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
    )


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
