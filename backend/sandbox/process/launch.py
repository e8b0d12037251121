"""What a start as a process looks like: command line, environment, limits, cores. Pure."""

import os
import sys
from pathlib import Path
from typing import Any

from app.features.deployments.providers.spec import ContainerSpec
from sandbox.process.programs import program_of

_MIB, _GIB = 1 << 20, 1 << 30
_CODE_BYTES = 128 * _MIB
_STACK_BYTES = 1 * _MIB
_OPEN_FILES = 256
_MILLIS = 1000


def plan(spec: ContainerSpec, directory: Path) -> dict[str, Any]:
    """Return the supervisor's orders for one instance in its directory.

    The environment is written from nothing: no secret of the panel can be in it.
    """
    return {
        "argv": [sys.executable, "-I", "-S", str(program_of(spec.image))],
        "cwd": str(directory),
        "env": {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "MALLOC_ARENA_MAX": "2",
            "HOST": spec.host,
            "PORT": str(spec.port),
            "SITE_HOSTNAME": spec.hostname,
            "SITE_DIR": str(directory / "site"),
            "DATA_DIR": str(directory / "data"),
        },
        "limits": limits(spec),
        "cores": cores(spec),
    }


def limits(spec: ContainerSpec) -> dict[str, int]:
    """Return the rlimits of each process of the instance, in bytes where sizes.

    RLIMIT_DATA is the plan's memory; the address space also holds the interpreter's own code.
    RLIMIT_NPROC counts the whole user, so it cannot stand for one service and is left alone.
    """
    return {
        "RLIMIT_DATA": spec.memory_mb * _MIB,
        "RLIMIT_AS": spec.memory_mb * _MIB + _CODE_BYTES,
        "RLIMIT_STACK": _STACK_BYTES,
        "RLIMIT_FSIZE": spec.disk_gb * _GIB,
        "RLIMIT_NOFILE": _OPEN_FILES,
        "RLIMIT_CORE": 0,
    }


def cores(spec: ContainerSpec) -> list[int]:
    """Return the cores it may use: as many as its CPU rounds up to, spread by port."""
    available = sorted(os.sched_getaffinity(0))
    count = min(len(available), -(-spec.cpu_millis // _MILLIS))
    first = spec.port % len(available)
    return sorted(available[(first + step) % len(available)] for step in range(count))
