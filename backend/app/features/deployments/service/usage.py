"""What instances use, asked of their node: monitoring's way to the drivers."""

from collections.abc import Sequence

from app.features.deployments.providers.base import Usage
from app.features.deployments.workflow import runtime
from app.features.nodes.schemas import NodeAddress


async def usage(node: NodeAddress, names: Sequence[str], seconds: float) -> Sequence[Usage]:
    """Return one reading for each named instance that runs on the node, in one call.

    Raises DriverError, and DriverTimeoutError after `seconds`.
    """
    return await runtime.call(node, lambda driver: driver.usage(names), seconds)
