"""QEMU's monitor: one short conversation a call, over the socket in the machine's folder."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from qemu.qmp import QMPClient, QMPError

from app.features.deployments.providers.base import DriverError, DriverTimeoutError
from app.features.deployments.providers.qemu.folder import QMP

# Its own log repeats at length what is raised here.
logging.getLogger("qemu.qmp").setLevel(logging.CRITICAL)
_TURN_SECONDS = 5.0


class MonitorError(DriverError):
    """The monitor does not answer, or refuses."""

    code = "driver_failed"


@asynccontextmanager
async def monitor(place: Path, seconds: float = _TURN_SECONDS) -> AsyncIterator[QMPClient]:
    """Talk to the machine in `place`; raises MonitorError, DriverTimeoutError.

    The monitor takes one at a time: a second caller waits for the first one's end.
    """
    client = QMPClient(place.name)
    client.logger = logging.getLogger("qemu.qmp")
    try:
        async with asyncio.timeout(seconds):
            await client.connect(await asyncio.to_thread(_connected, place))
            yield client
    except TimeoutError as late:
        raise DriverTimeoutError(detail=f"no answer of the monitor in {seconds:g} s") from late
    except (QMPError, OSError) as error:
        raise MonitorError(detail=str(error)) from error
    finally:
        with suppress(QMPError, OSError, EOFError, TimeoutError):
            async with asyncio.timeout(1):
                await client.disconnect()


async def ask(place: Path, command: str, seconds: float = _TURN_SECONDS) -> Any:  # noqa: ANN401  JSON
    """Return the answer to one command; raises as `monitor`."""
    async with monitor(place, seconds) as client:
        return await client.execute(command)


def _connected(place: Path) -> socket.socket:
    """Return a connection; by the folder's handle, since a socket's path has 107 bytes at most."""
    handle = os.open(place, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        found.connect(f"/proc/self/fd/{handle}/{QMP}")
    except OSError:
        found.close()
        raise
    finally:
        os.close(handle)
    found.settimeout(0)
    return found
