"""Turning a fork into the service's program, with everything taken away that it does not need.

Part of the supervisor: standard library only.
"""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_LAST_CAPABILITY = 63
_MESSAGE_BYTES = 4096

_libc = ctypes.CDLL(None, use_errno=True)


def become_subreaper() -> None:
    """Become the parent of every descendant whose own parent ends, so that all can be killed."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(plan: dict[str, Any], output: int) -> int:
    """Start the planned program with its output into `output`; return its pid.

    Raises OSError when it cannot be executed.
    """
    answer, report = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        try:
            _become(plan, output, parent)
            os.execve(plan["argv"][0], plan["argv"], plan["env"])  # noqa: S606  a list, no shell
        except BaseException as error:  # noqa: BLE001  the parent raises it again
            os.write(report, str(error).encode()[:_MESSAGE_BYTES])
        os._exit(127)
    os.close(report)
    failure = os.read(answer, _MESSAGE_BYTES)
    os.close(answer)
    if failure:
        os.waitpid(pid, 0)
        raise OSError(failure.decode(errors="replace"))
    return pid


def _become(plan: dict[str, Any], output: int, parent: int) -> None:
    os.setsid()
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    for name in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)
    os.chdir(plan["cwd"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for name, value in plan["limits"].items():
        resource.setrlimit(getattr(resource, name), (value, value))
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, plan["cores"])
    _renounce()


def _renounce() -> None:
    # As root the program keeps uid 0 (its interpreter may lie in root's home) but no capability.
    for capability in range(_LAST_CAPABILITY + 1):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            break
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def kill_descendants() -> None:
    """Kill and reap every child, again and again until adopting yields no new one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        with contextlib.suppress(OSError):
            for pid in children.read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
