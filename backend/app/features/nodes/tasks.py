"""The jobs of the nodes."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.task import OutsideCall, task
from app.features.nodes import service
from app.features.nodes.models import NodeTest
from app.features.nodes.schemas import NodeFindings


@task(
    "nodes.test",
    queue=Queue.DEPLOY,
    timeout=40,
    outside=OutsideCall(service.find_test, service.run_test),
)
async def examine_node(
    session: AsyncSession, intent: NodeTest | None, outcome: NodeFindings | None
) -> None:
    """Write what a look at a node found."""
    await service.finish_test(session, intent, outcome)
