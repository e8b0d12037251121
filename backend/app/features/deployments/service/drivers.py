"""What the drivers answer the nodes, which know none of them."""

from collections.abc import Mapping

from loguru import logger
from pydantic import ValidationError

from app.features.deployments.providers.base import Driver, DriverError
from app.features.deployments.providers.registry import driver_settings
from app.features.deployments.providers.settings import secret_fields
from app.features.deployments.workflow import runtime
from app.features.nodes.errors import NodeSettingsInvalidError
from app.features.nodes.schemas import DriverRead, NodeAddress, NodeFindings, NodeSettings

_LOOK_SECONDS = 20.0


def list_drivers() -> list[DriverRead]:
    """Return the drivers registered here (the port of `nodes`)."""
    return [
        DriverRead(name=name, settings_schema=model.model_json_schema())
        for name, model in driver_settings().items()
    ]


def check_settings(driver: str, settings: Mapping[str, str]) -> NodeSettings:
    """Return what a driver makes of its settings; raises NodeSettingsInvalidError."""
    model = driver_settings().get(driver)
    if model is None:
        raise NodeSettingsInvalidError(field="driver", reason="no such driver here")
    try:
        checked = model.model_validate(dict(settings))
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, ("settings", *first["loc"])))
        raise NodeSettingsInvalidError(field=field, reason=first["msg"]) from None
    values = checked.model_dump(mode="json")
    return NodeSettings(
        endpoint=checked.endpoint,
        network_mode=checked.network_mode.value,
        secrets={name: values[name] for name in secret_fields(model) if values[name]},
    )


async def examine(node: NodeAddress) -> NodeFindings:
    """Look at a node, saved or not; what its driver refuses is told by its code alone."""
    try:
        return await runtime.call(node, _look, _LOOK_SECONDS)
    except DriverError as error:
        logger.info("node {} cannot be tested: {!r}", node.node_name, error)
        return NodeFindings(error=error.code)


async def _look(driver: Driver) -> NodeFindings:
    facts = await driver.facts()
    return NodeFindings(
        version=facts.version,
        cpu_millis=facts.cpu_millis,
        memory_mb=facts.memory_mb,
        disk_gb=facts.disk_gb,
        ports=await driver.ports_in_use(),
        images=frozenset(one.reference for one in await driver.images()),
    )
