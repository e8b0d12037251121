"""What the engine acts on: drivers by node, and whether an address answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from app.core import http
from app.core.metrics import measured
from app.features.deployments.models import Service
from app.features.deployments.providers.base import (
    ContainerSpec,
    Driver,
    DriverTimeoutError,
    InstanceInfo,
    InstanceSpec,
    Limits,
    NetworkMode,
    NodeTarget,
)
from app.features.deployments.providers.registry import driver_for
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeAddress, Placement

CALL_SECONDS = 40.0
_PROBE_SECONDS = 1.5
_PROBE_PAUSE = 0.1
_PROBE_BYTES = 64 * 1024
_SERVER_ERROR = 500

Result = TypeVar("Result")


def instance_name(service_id: UUID) -> str:
    """Return the name a service's instance always has."""
    return f"hw-{service_id}"


def target_of(node: NodeAddress) -> NodeTarget:
    """Return where a node is, in the drivers' words."""
    return NodeTarget(
        node_id=str(node.node_id),
        driver=node.driver,
        endpoint=node.endpoint,
        host=node.host,
        public_host=node.public_host,
        network_mode=NetworkMode(node.network_mode),
        secrets=nodes.secrets_of(node),
    )


def spec_of(service: Service, place: Placement) -> ContainerSpec:
    """Return what the service's instance shall be; raises InvalidSpecError."""
    return ContainerSpec(
        name=instance_name(service.id),
        service_id=str(service.id),
        hostname=service.hostname,
        image=service.image_slug,
        image_reference=service.image_reference,
        host=place.host,
        port=place.port,
        cpu_millis=service.cpu_millis,
        memory_mb=service.memory_mb,
        disk_gb=service.disk_gb,
        labels={"account": str(service.account_id)},
    )


def fits(limits: Limits, size: InstanceSpec | Service) -> bool:
    """Tell whether the limits on the node are those that were bought."""
    return (limits.cpu_millis, limits.memory_mb) == (size.cpu_millis, size.memory_mb)


@asynccontextmanager
async def driver(node: NodeAddress) -> AsyncIterator[Driver]:
    """Open the driver of a node for the block."""
    target = target_of(node)
    async with driver_for(target) as opened:
        yield measured(opened, "driver", target.driver)


async def call(
    node: NodeAddress,
    work: Callable[[Driver], Awaitable[Result]],
    seconds: float = CALL_SECONDS,
) -> Result:
    """Call a node's driver once; raises DriverError, DriverTimeoutError after `seconds`."""
    try:
        async with asyncio.timeout(seconds), driver(node) as opened:
            return await work(opened)
    except TimeoutError as late:
        raise DriverTimeoutError(detail=f"no answer within {seconds:g} s") from late


async def ensure_instance(opened: Driver, spec: InstanceSpec) -> InstanceInfo:
    """Create or adopt the instance and give it its limits; what is right already is not touched."""
    info = await opened.create(spec)
    return info if fits(info.limits, spec) else await opened.apply_limits(spec)


async def answers(address: str, seconds: float = _PROBE_SECONDS) -> bool:
    """Tell whether an HTTP server without trouble of its own is reached within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await _answers_soon(address, seconds)
    except TimeoutError:
        return False


async def _answers_soon(address: str, seconds: float) -> bool:
    while not await _answers_once(address, seconds):  # noqa: ASYNC110  nobody tells us: we ask
        await asyncio.sleep(_PROBE_PAUSE)
    return True


async def _answers_once(address: str, seconds: float) -> bool:
    operator = http.Destination.OPERATOR
    try:
        response = await http.shared().request(
            "GET", address, destination=operator, seconds=seconds, limit=_PROBE_BYTES
        )
    except http.ResponseTooLargeError as long:
        return long.status < _SERVER_ERROR
    except http.HttpError:
        return False
    return response.status < _SERVER_ERROR
