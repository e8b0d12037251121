"""Starting and ending supervisors. Blocking, bounded in time; the driver calls it in a thread."""

import contextlib
import errno
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from app.features.deployments.providers.errors import (
    DriverTimeoutError,
    PortTakenError,
    StartFailedError,
    storage_error_in,
)
from app.features.deployments.providers.spec import ContainerSpec
from sandbox.process import supervisor
from sandbox.process.directory import InstanceDirectory
from sandbox.process.launch import plan
from sandbox.process.table import is_same

SUPERVISOR = "sandbox.process.supervisor"
_PACKAGE_ROOT = Path(__file__).parents[2]
_STOP_SECONDS, _KILL_SECONDS = 8.0, 2.0
_MILLIS = 1000


def is_supervised(directory: InstanceDirectory) -> bool:
    """Return whether its supervisor lives."""
    return is_same(*directory.supervisor())


def running_child(directory: InstanceDirectory) -> int:
    """Return the pid of the instance's program, 0 when it does not run just now."""
    state = directory.read_state()
    pid, ticks = state.get("child", 0), state.get("child_ticks", 0)
    return pid if is_supervised(directory) and is_same(pid, ticks) else 0


def launch(directory: InstanceDirectory, spec: ContainerSpec, seconds: float) -> None:
    """Start a supervisor and wait until its program was executed; success when one is there.

    Raises PortTakenError, StartFailedError, DriverTimeoutError, and storage errors of the node.
    """
    if is_supervised(directory):
        return
    _end_leftover(directory)
    _check_port(spec)
    directory.write_plan(plan(spec, directory.path.resolve()))
    command = [sys.executable, "-S", "-m", SUPERVISOR, str(directory.path.resolve())]
    try:
        done = subprocess.run(  # noqa: S603  a list of our own making, no shell
            command,
            cwd=directory.path,
            env={"PYTHONPATH": str(_PACKAGE_ROOT), "PYTHONSAFEPATH": "1", "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DriverTimeoutError(
            detail=f"{directory.name} did not start in {seconds:g} s"
        ) from error
    if done.returncode not in {0, supervisor.HELD}:
        told = done.stderr.decode(errors="replace")[-500:]
        raise storage_error_in(told) or StartFailedError(detail=told)


def end(directory: InstanceDirectory) -> None:
    """End the supervisor with everything below it; success when there is none."""
    pid, ticks = directory.supervisor()
    if is_same(pid, ticks):
        _end_process(pid, ticks)
    _end_leftover(directory)


def _end_process(pid: int, ticks: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            # The handle pins the process: only now is it certain whom the signal meets.
            if not is_same(pid, ticks):
                return
            signal.pidfd_send_signal(handle, signal.SIGTERM)
            if not _ends_within(handle, _STOP_SECONDS):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                _ends_within(handle, _KILL_SECONDS)
        finally:
            os.close(handle)


def _ends_within(handle: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * _MILLIS))


def _end_leftover(directory: InstanceDirectory) -> None:
    """Kill the group of a program whose supervisor was killed before it could."""
    state = directory.read_state()
    pid, ticks = state.get("child", 0), state.get("child_ticks", 0)
    if is_same(pid, ticks):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _check_port(spec: ContainerSpec) -> None:
    family = socket.AF_INET6 if ":" in spec.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((spec.host, spec.port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                raise PortTakenError(detail=str(error), port=spec.port) from error
            raise StartFailedError(detail=str(error), retryable=False) from error
