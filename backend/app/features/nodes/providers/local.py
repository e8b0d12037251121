"""What this machine can be as a node: asked of Docker's Engine first, of the system else.

Outside production the first driver of DRIVER_PLUGINS takes the machine where no engine answers.
"""

import shutil
from http import HTTPStatus
from pathlib import Path
from zlib import crc32

import psutil

from app.core import http
from app.core.settings import Settings
from app.features.catalog.schemas import ServiceKind
from app.features.nodes.errors import NoLocalNodeError
from app.features.nodes.schemas import NodeRegistration

_SOCKET = Path("/var/run/docker.sock")
_SECONDS = 2.0
_MIB = 1024**2
_GIB = 1024**3
# Small services idle most of the time; memory and disk are never allocated twice.
_CPU_OVERCOMMIT = 8
# Below the ephemeral range. Two installations on one machine begin at different ports.
_FIRST_PORT, _PORT_BLOCK, _PORT_BLOCKS = 20_000, 500, 24


def docker_endpoint(settings: Settings) -> str:
    """Return where an engine would answer, or an empty string where there is no hint of one."""
    if settings.docker_host:
        return settings.docker_host
    return f"unix://{_SOCKET}" if _SOCKET.exists() else ""


async def docker_info(endpoint: str) -> dict[str, object] | None:
    """Return what the engine says of its machine; None where nothing answers."""
    scheme, _, path = endpoint.partition("://")
    try:
        if scheme == "unix":
            async with http.on_socket(path) as client:
                return await _info(client, "http://docker")
        return await _info(http.shared(), f"http://{path}")
    except http.HttpError:
        return None


async def _info(client: http.HttpClient, base: str) -> dict[str, object] | None:
    operator = http.Destination.OPERATOR
    response = await client.request("GET", f"{base}/info", destination=operator, seconds=_SECONDS)
    if response.status != HTTPStatus.OK:
        return None
    info: dict[str, object] = response.json()
    return info


async def detect(settings: Settings) -> NodeRegistration:
    """Return this machine as a node; raises NoLocalNodeError."""
    endpoint = docker_endpoint(settings)
    info = await docker_info(endpoint) if endpoint else None
    driver = "docker" if info else _own_driver(settings)
    block = crc32(str(settings.instances_dir.resolve()).encode()) % _PORT_BLOCKS
    first = _FIRST_PORT + block * _PORT_BLOCK
    cores = psutil.cpu_count() or 1
    memory = psutil.virtual_memory().total
    return NodeRegistration(
        name=f"local-{driver}",
        region="local",
        kind=ServiceKind.CONTAINER,
        driver=driver,
        endpoint=endpoint if info else str(settings.instances_dir.resolve()),
        host="127.0.0.1",
        version=str(info["ServerVersion"]) if info else "",
        port_from=first,
        port_to=first + _PORT_BLOCK - 1,
        cpu_millis=_whole(info, "NCPU", cores) * 1000 * _CPU_OVERCOMMIT,
        memory_mb=_whole(info, "MemTotal", memory) // _MIB,
        disk_gb=max(shutil.disk_usage("/").free // _GIB, 1),
    )


def _own_driver(settings: Settings) -> str:
    if settings.production or not settings.named_plugins:
        raise NoLocalNodeError
    return next(iter(settings.named_plugins))


def _whole(info: dict[str, object] | None, name: str, otherwise: int) -> int:
    value = (info or {}).get(name)
    return value if isinstance(value, int) and value > 0 else otherwise
