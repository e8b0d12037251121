"""What a node is found to be: asked of Docker's Engine first, of this machine else.

Outside production the first driver of DRIVER_PLUGINS takes the machine where no engine answers.
"""

import shutil
import socket
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from app.core import http
from app.core.settings import Settings
from app.features.catalog.schemas import ServiceKind
from app.features.nodes.errors import NoEngineError, NoLocalNodeError
from app.features.nodes.schemas import NodeOptions, NodeRegistration

_SOCKET = Path("/var/run/docker.sock")
_SECONDS = 2.0
_MIB = 1024**2
_GIB = 1024**3
# Small services idle most of the time; memory and disk are never allocated twice.
_CPU_OVERCOMMIT_PERCENT = 800
# Below the ephemeral range. Two installations on one machine begin at different ports.
_IN_CONTAINER = (Path("/.dockerenv"), Path("/run/.containerenv"))
_CONTAINERS_HOST = "host.docker.internal"
_EVERYWHERE = "0.0.0.0"  # noqa: S104  the ports are what customers open
_DOCKER = "docker"
_FIRST_PORT, _PORT_BLOCK, _PORT_BLOCKS = 20_000, 500, 24


def docker_endpoint(settings: Settings) -> str:
    """Return where an engine would answer, or an empty string where there is no hint of one."""
    if settings.docker_engine:
        return settings.docker_engine
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


async def detect(settings: Settings, options: NodeOptions) -> NodeRegistration:
    """Return a node as found, with what `options` say; raises NoLocalNodeError, ValueError."""
    endpoint = options.endpoint or docker_endpoint(settings)
    asks = endpoint and options.driver in {None, _DOCKER}
    info = await docker_info(endpoint) if asks else None
    if info is None and (options.driver == _DOCKER or (options.endpoint and not options.driver)):
        raise NoEngineError(endpoint=endpoint)
    driver = _DOCKER if info else options.driver or _own_driver(settings)
    remote = (urlsplit(endpoint).hostname or "") if info else ""
    folder = str(settings.instances_dir.resolve())
    found: dict[str, object] = {
        "name": remote or f"local-{driver}",
        "region": "local",
        "kind": ServiceKind.CONTAINER,
        "driver": driver,
        "endpoint": endpoint if info else options.endpoint or folder,
        "engine_version": str(info["ServerVersion"]) if info else "",
        "cpu_overcommit_percent": _CPU_OVERCOMMIT_PERCENT,
    }
    for further in (_reached(settings, remote), _ports(folder), _size(info)):
        found.update(further)
    return NodeRegistration.model_validate(found | options.model_dump(exclude_none=True))


def _reached(settings: Settings, remote: str) -> dict[str, str]:
    """Return where services listen, and where customers and the panel itself find them.

    A container reaches the ports of its own engine by the name that compose gives their host.
    """
    public = urlsplit(settings.public_url).hostname or ""
    if remote:
        return {"host": _EVERYWHERE, "public_host": remote}
    if any(mark.exists() for mark in _IN_CONTAINER) and _resolves(_CONTAINERS_HOST):
        return {"host": _EVERYWHERE, "public_host": public, "internal_host": _CONTAINERS_HOST}
    if settings.production:
        return {"host": _EVERYWHERE, "public_host": public, "internal_host": "127.0.0.1"}
    return {"host": "127.0.0.1"}


def _resolves(name: str) -> bool:
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        return False
    return True


def _ports(folder: str) -> dict[str, int]:
    first = _FIRST_PORT + crc32(folder.encode()) % _PORT_BLOCKS * _PORT_BLOCK
    return {"port_from": first, "port_to": first + _PORT_BLOCK - 1}


def _size(info: dict[str, object] | None) -> dict[str, int]:
    import psutil  # noqa: PLC0415  only registering this machine asks it

    return {
        "cpu_millis": _whole(info, "NCPU", psutil.cpu_count() or 1) * 1000,
        "memory_mb": _whole(info, "MemTotal", psutil.virtual_memory().total) // _MIB,
        "disk_gb": max(shutil.disk_usage("/").free // _GIB, 1),
    }


def _own_driver(settings: Settings) -> str:
    if settings.production or not settings.named_plugins:
        raise NoLocalNodeError
    return next(iter(settings.named_plugins))


def _whole(info: dict[str, object] | None, name: str, otherwise: int) -> int:
    value = (info or {}).get(name)
    return value if isinstance(value, int) and value > 0 else otherwise
