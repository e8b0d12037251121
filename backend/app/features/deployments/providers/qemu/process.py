"""The processes of virtual machines: found by the folder they run in, whoever started them.

A machine's process has its folder as working directory. That outlives the worker, cannot be
another process's after its end, and needs no note that a crash could leave out.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from app.features.deployments.providers.base import PortTakenError
from app.features.deployments.providers.qemu.folder import ERRORS

_PROC = Path("/proc")
_NAME = "qemu-system"
_TICKS = os.sysconf("SC_CLK_TCK")
_MIB = 1 << 20
_POLL_SECONDS = 0.02
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
_DEAD = frozenset({"Z", "X"})
# What this process started: looked at now and then, so that none stays behind as a zombie.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Machine:
    """A running process: its pid and command line."""

    pid: int
    arguments: Sequence[str]

    def option(self, name: str) -> str:
        """Return the value that follows an option, empty without one."""
        with suppress(ValueError, IndexError):
            return self.arguments[self.arguments.index(name) + 1]
        return ""

    @property
    def vcpus(self) -> int:
        """How many processors it was started with."""
        return int(self.option("-smp") or 0)

    @property
    def memory_mb(self) -> int:
        """How much memory it was started with, MiB."""
        return int(self.option("-m").removesuffix("M") or 0)


def find_all(node: Path) -> dict[str, Machine]:
    """Return the running machines below a node's folder by name."""
    for child in list(_children):
        if child.poll() is not None:
            _children.remove(child)
    try:
        parent = node.resolve(strict=True)
    except OSError:
        return {}
    found: dict[str, Machine] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (machine := _machine(entry)):
            place = Path(machine[0])
            if place.parent == parent:
                found[place.name] = machine[1]
    return found


def launch(place: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start QEMU in its folder, in a session of its own: it outlives us."""
    with (place / ERRORS).open("wb") as errors:
        # Not by asyncio: its transport kills the child when it is collected.
        child = subprocess.Popen(  # noqa: S603  a list of arguments of ours
            arguments,
            cwd=place,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            start_new_session=True,
        )
    _children.append(child)
    return child


def kill(node: Path, name: str, seconds: float) -> bool:
    """Kill the machine's process and wait for its end; return whether there is none now."""
    until = time.monotonic() + seconds
    while machine := find_all(node).get(name):
        # By a handle that was taken before the second look: the pid may be another's by now.
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(machine.pid)
            try:
                if find_all(node).get(name) == machine:
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
            finally:
                os.close(handle)
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def started_at(machine: Machine) -> datetime | None:
    """Return when the process began, None when it has ended meanwhile."""
    ticks = _stat(machine.pid)
    if ticks is None:
        return None
    return datetime.fromtimestamp(psutil.boot_time() + ticks[2] / _TICKS, UTC)


def used(machine: Machine) -> tuple[float, float] | None:
    """Return (CPU seconds, resident MiB), None when the process has ended meanwhile."""
    ticks = _stat(machine.pid)
    if ticks is None:
        return None
    return (ticks[0] + ticks[1]) / _TICKS, ticks[3] * os.sysconf("SC_PAGE_SIZE") / _MIB


def check_ports(host: str, ports: Sequence[int]) -> None:
    """Raise PortTakenError where somebody listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in ports:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise PortTakenError(detail=f"{host}:{port}: {error}", port=port) from error


def _machine(entry: Path) -> tuple[str, Machine] | None:
    try:
        if not (entry / "comm").read_text().startswith(_NAME):
            return None
        place = str((entry / "cwd").readlink())
        arguments = (entry / "cmdline").read_bytes().rstrip(b"\0").decode().split("\0")
        state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError, IndexError):
        return None
    return None if state in _DEAD else (place, Machine(int(entry.name), tuple(arguments)))


def _stat(pid: int) -> tuple[int, int, int, int] | None:
    """Return ticks of (user, system, start) and resident pages: 14, 15, 22 and 24 in proc(5)."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[11]), int(fields[12]), int(fields[19]), int(fields[21])
