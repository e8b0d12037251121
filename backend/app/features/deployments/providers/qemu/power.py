"""Starting and stopping a machine's process, one caller a machine at a time."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from app.features.deployments.providers.base import (
    DriverError,
    DriverTimeoutError,
    NodeUnreachableError,
    PortTakenError,
    StartFailedError,
    VirtualMachineSpec,
)
from app.features.deployments.providers.errors import storage_error_in
from app.features.deployments.providers.qemu import console, process, qmp
from app.features.deployments.providers.qemu.command import command
from app.features.deployments.providers.qemu.folder import ERRORS, Folder, acquire, release
from app.features.deployments.providers.qemu.images import ImageStore
from app.features.deployments.providers.qemu.probe import kvm_works
from app.features.deployments.providers.qemu.threads import in_thread

_POLL_SECONDS = 0.05
_PRESS_SECONDS = 5.0
_QUIT_SECONDS = 3.0
_ERROR_BYTES = 4096
_PORT_WORDS = "host forwarding rule"


class Power:
    """The power of the machines of one node."""

    def __init__(
        self,
        node: Path,
        images: ImageStore,
        seconds: float,
        powerdown_seconds: float,
        program: str,
    ) -> None:
        """Give a guest `powerdown_seconds` to end by itself, and every other wait `seconds`."""
        self._node = node
        self._images = images
        self._seconds = seconds
        self._powerdown_seconds = powerdown_seconds
        self._program = program

    @asynccontextmanager
    async def changing(self, place: Folder) -> AsyncIterator[None]:
        """Be the only one who changes this machine; raises DriverTimeoutError."""
        until = time.monotonic() + self._seconds + self._powerdown_seconds
        # Not waited for in a thread: those who wait would take them from the one who works.
        while (handle := await in_thread(lambda: acquire(place.lock))) is None:
            if time.monotonic() > until:
                raise DriverTimeoutError(detail=f"{place.name} is being changed by somebody else")
            await asyncio.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            release(place.lock, handle)

    async def start(self, place: Folder, spec: VirtualMachineSpec) -> None:
        """Start the machine and wait for its monitor; success when it runs.

        Raises PortTakenError, StartFailedError, DriverError.
        """
        if place.name in await in_thread(lambda: process.find_all(self._node)):
            return
        program = shutil.which(self._program)
        if program is None:
            raise NodeUnreachableError(
                detail=f"no {self._program} here: install the package qemu-system-x86"
            )
        image = await in_thread(lambda: self._images.get(place.base()))
        ports = [port for port, _ in spec.all_forwards]
        await in_thread(lambda: process.check_ports(spec.host, ports))
        arguments = command(spec, image, program, kvm=await kvm_works(self._program))
        await in_thread(lambda: console.trim(place.path))
        child = await in_thread(lambda: process.launch(place.path, arguments))
        await self._ready(place, child)

    async def stop(self, place: Folder) -> None:
        """Press the power button, then quit, then kill; success when nothing runs."""
        began = time.monotonic()
        pressed = 0.0
        while await self._runs(place):
            now = time.monotonic()
            if now - began > self._powerdown_seconds:
                await self._quit(place)
                return
            if now - pressed > _PRESS_SECONDS:
                # Again and again: a guest that is still booting does not hear the first one.
                pressed = now
                with suppress(DriverError):
                    await qmp.ask(place.path, "system_powerdown")
            await asyncio.sleep(_POLL_SECONDS)

    async def kill(self, place: Folder) -> None:
        """End the process without asking; raises DriverTimeoutError."""
        if not await in_thread(lambda: process.kill(self._node, place.name, self._seconds)):
            raise DriverTimeoutError(detail=f"{place.name} does not end")

    async def _quit(self, place: Folder) -> None:
        with suppress(DriverError):
            await qmp.ask(place.path, "quit", seconds=_QUIT_SECONDS)
        await self.kill(place)

    async def _runs(self, place: Folder) -> bool:
        return place.name in await in_thread(lambda: process.find_all(self._node))

    async def _ready(self, place: Folder, child: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + self._seconds
        while True:
            with suppress(DriverError):
                await qmp.ask(place.path, "query-status", seconds=_QUIT_SECONDS)
                return
            if child.poll() is not None:
                raise _start_error(await in_thread(lambda: _said(place.path)))
            if time.monotonic() > until:
                raise DriverTimeoutError(detail=f"{place.name} does not answer its monitor")
            await asyncio.sleep(_POLL_SECONDS)


def _said(place: Path) -> str:
    return (place / ERRORS).read_bytes()[-_ERROR_BYTES:].decode(errors="replace").strip()


def _start_error(said: str) -> DriverError:
    if _PORT_WORDS in said:
        return PortTakenError(detail=said)
    return storage_error_in(said) or StartFailedError(detail=said)
