"""What services wrote: asked of a worker, which asks the node."""

from collections.abc import Sequence
from uuid import UUID

from app.celery.questions import ask
from app.core.errors import UnavailableError
from app.dao.session import UnitsOfWork
from app.features.deployments.providers.base import DriverError
from app.features.deployments.schemas import LogsRead
from app.features.deployments.workflow import runtime
from app.features.nodes import service as nodes

LOGS = "deployments.logs"
LOG_SECONDS = 8.0
_NODE_SECONDS = 5.0
_MAX_BYTES = 512 * 1024


async def read_logs(service_id: UUID, tail: int) -> LogsRead:
    """Return the last lines of a service's log, at most half a MiB; raises UnavailableError."""
    answer = await ask(LOGS, service_id=service_id, tail=tail)
    if "error" in answer:
        raise UnavailableError(reason=answer["error"])
    return LogsRead(lines=answer["lines"])


async def find_logs(database: UnitsOfWork, service_id: UUID, tail: int) -> dict[str, object]:
    """Ask the service's node, outside any transaction; answer `lines`, or the driver's `error`."""
    async with database.unit_of_work() as session:
        place = await nodes.placement(session, service_id)
    if place is None:
        return {"lines": []}
    name = runtime.instance_name(service_id)
    try:
        lines = await runtime.call(place, lambda driver: driver.logs(name, tail), _NODE_SECONDS)
    except DriverError as error:
        return {"error": error.code}
    return {"lines": _latest(lines)}


def _latest(lines: Sequence[str]) -> list[str]:
    """Return the last lines that fit; one that is too long alone is left out with those before."""
    kept: list[str] = []
    size = 0
    for line in reversed(lines):
        size += len(line.encode()) + 1
        if size > _MAX_BYTES:
            break
        kept.append(line)
    return kept[::-1]
