"""Finding a Docker daemon for the suites that need one, or starting one of our own."""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from infra.local import debian
from infra.local.child import Child, ChildError
from infra.local.program import Program
from infra.local.terminal import Terminal

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"
_PACKAGES = ("docker.io", "busybox-static", "iptables", "ca-certificates")
# From the usual to the least a kernel may allow: no firewall, then no bridge, no overlay.
_FALLBACKS: tuple[tuple[str, ...], ...] = (
    (),
    ("--storage-driver=vfs",),
    ("--storage-driver=vfs", "--iptables=false", "--ip6tables=false"),
    ("--storage-driver=vfs", "--iptables=false", "--ip6tables=false", "--bridge=none"),
)
_PING_SECONDS, _READY_SECONDS, _CLEAR_SECONDS = 5, 40, 30


@dataclass
class Docker:
    """The daemon's address, or what is missing; `own` is the daemon we started."""

    address: str | None = None
    missing: str | None = None
    own: Child | None = None

    async def close(self) -> None:
        """Stop the daemon if it is ours, and take its networks from this machine."""
        if self.own and self.address:
            with suppress(OSError, HTTPException):
                await asyncio.to_thread(_clear, self.address)
            await self.own.stop()


class _Engine(HTTPConnection):
    """The API of a daemon at a unix:// address."""

    def __init__(self, address: str) -> None:
        super().__init__("docker", timeout=_CLEAR_SECONDS)
        self._path = address.removeprefix("unix://")

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)

    def ask(self, method: str, path: str) -> bytes:
        """Return the body of the answer, whatever its status."""
        self.request(method, path)
        return self.getresponse().read()


def _clear(address: str) -> None:
    """Remove every container and network: a bridge outlives its daemon, and takes its subnet."""
    engine = _Engine(address)
    for container in json.loads(engine.ask("GET", "/containers/json?all=1")):
        engine.ask("DELETE", f"/containers/{container['Id']}?force=1&v=1")
    engine.ask("POST", "/networks/prune")


def answers(address: str) -> bool:
    """Tell whether a daemon answers at a unix:// address."""
    path = address.removeprefix("unix://")
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(_PING_SECONDS)
            probe.connect(path)
            probe.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in probe.recv(64)
    except OSError:
        return False


async def find_docker(terminal: Terminal, folder: Path, *, may_install: bool) -> Docker:
    """Find a daemon; else, as root, start our own in `folder`; else name what is missing."""
    address = os.environ.get("DOCKER_ENGINE") or DEFAULT_ADDRESS
    if address.startswith("unix://") and await asyncio.to_thread(answers, address):
        return Docker(address)
    if not shutil.which("dockerd") and may_install and debian.can_install():
        async with terminal.step("installing Docker (Debian's packages)"):
            await debian.install(folder, *_PACKAGES)
    if not shutil.which("dockerd"):
        return Docker(missing=f"no Docker daemon answers at {address}, and none is installed")
    if os.geteuid() != 0:
        return Docker(missing=f"no Docker daemon answers at {address}; starting one takes root")
    return await _start(terminal, folder)


async def _start(terminal: Terminal, folder: Path) -> Docker:
    reasons = []
    for number, options in enumerate(_FALLBACKS):
        place = folder / f"docker-{number}"
        child = Child(_daemon(place, options), folder, folder / "run", terminal.event)
        try:
            async with terminal.step(" ".join(["starting a Docker daemon", *options])):
                await child.start()
        except ChildError as error:
            reasons.append(str(error).splitlines()[-1].strip())
            continue
        return Docker(f"unix://{place}/docker.sock", own=child)
    return Docker(missing="a Docker daemon does not start here: " + reasons[-1])


def _daemon(place: Path, options: Sequence[str]) -> Program:
    place.mkdir(parents=True)
    address = f"unix://{place}/docker.sock"

    async def ready() -> bool:
        return await asyncio.to_thread(answers, address)

    own = [f"--data-root={place}/data", f"--exec-root={place}/exec", f"--pidfile={place}/pid"]
    return Program(
        name="dockerd",
        command=["dockerd", f"--host={address}", *own, *options],
        cwd=place,
        env=os.environ,
        ready=ready,
        ready_seconds=_READY_SECONDS,
        stop_seconds=30,
    )
