"""Where a driver acts, as a test sees it without asking the driver."""

import asyncio
import os
import secrets
import socket
from contextlib import AbstractAsyncContextManager, suppress
from itertools import count
from typing import Protocol, TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

import pytest

from app.features.deployments.providers.base import (
    ContainerSpec,
    Driver,
    InstanceInfo,
    InstanceSpec,
    Limits,
    NodeTarget,
)

Spec = TypeVar("Spec", bound=InstanceSpec)
_PORTS = 3000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
_FIRST_PORT = 20000 + _WORKER * _PORTS
_steps = count(secrets.randbelow(_PORTS))


# For what only a container does: it serves pages at once, and its engine starts it anew.
CONTAINERS = pytest.mark.parametrize("environment", ["process", "docker"], indirect=True)


class DriverEnvironment(Protocol):
    """One place where instances run, and what a test needs to see there."""

    node: NodeTarget

    def driver(self) -> Driver: ...

    def spec(self, image: str = "python-web") -> InstanceSpec:
        """Describe an instance nobody else has, on a free port."""
        ...

    async def is_up(self, info: InstanceInfo) -> bool:
        """Tell whether an instance answers at its address."""
        ...

    def creator(self) -> list[str]:
        """Return the arguments with which creator.py reaches this environment."""
        ...

    def losing(self, call: str) -> AbstractAsyncContextManager[Driver]:
        """Give a driver whose `call` happens, and whose caller is not told."""
        ...

    async def pid(self, name: str) -> int:
        """Return the pid of the instance's program on this machine."""
        ...

    async def count(self, name: str) -> int:
        """Return how many bodies of the instance there are."""
        ...

    async def limits(self, name: str) -> Limits: ...

    async def drift(self, name: str) -> None:
        """Give the running instance 64 MiB, behind the driver's back."""
        ...

    async def leftovers(self) -> list[str]:
        """Return everything of this node that is still there, stopped or running."""
        ...

    async def occupy(self, name: str) -> None:
        """Put something that is not ours where the name would go."""
        ...

    async def occupied(self, name: str) -> bool: ...

    async def vacate(self, name: str) -> None: ...


def spec_for(image: str = "python-web") -> ContainerSpec:
    """Describe an instance nobody else has, on a free port."""
    service_id = str(uuid4())
    return ContainerSpec(
        name=f"hw-{service_id}",
        service_id=service_id,
        hostname="web.example.com",
        image=image,
        host="127.0.0.1",
        port=free_port(),
        cpu_millis=500,
        memory_mb=96,
        disk_gb=1,
        pids=64,
    )


def changed(spec: Spec, **fields: object) -> Spec:
    """Return the same instance with other fields."""
    return type(spec).from_dict(spec.to_dict() | fields)


def free_port() -> int:
    """Return a port below the ephemeral range that nobody has, workers beside us included."""
    while True:
        port = _FIRST_PORT + next(_steps) % _PORTS
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port


async def fetch(url: str) -> tuple[int, str]:
    """Return (status, body); (0, reason) when nobody answers."""

    def get() -> tuple[int, str]:
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310  our own http address
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, ""
        except OSError as error:
            return 0, str(error)

    return await asyncio.to_thread(get)
