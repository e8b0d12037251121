"""Calls of the Engine API that the library has none for, over the library's connection."""

from collections.abc import Mapping
from typing import Any

from aiodocker import Docker

from app.features.deployments.providers.base import ContainerSpec
from app.features.deployments.providers.docker import config


async def update(docker: Docker, spec: ContainerSpec) -> None:
    """Give a container other limits."""
    path, limits = f"containers/{spec.name}/update", config.limits(spec)
    await docker._query_json(path, method="POST", data=limits)  # noqa: SLF001  see above


async def stats(docker: Docker, name: str) -> Mapping[str, Any]:
    """Return what a container uses; the library's own call waits a second for each."""
    path, once = f"containers/{name}/stats", {"stream": "0", "one-shot": "1"}
    answer: dict[str, Any] = await docker._query_json(path, params=once)  # noqa: SLF001  see above
    return answer


async def disk_report(docker: Docker) -> Mapping[str, Any]:
    """Return what containers and volumes take; an Engine before 1.42 reports everything."""
    path = "system/df?type=container&type=volume"
    answer: dict[str, Any] = await docker._query_json(path)  # noqa: SLF001  see above
    return answer
