"""The jobs of the deploy engine, and its ticks."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic_detached
from app.celery.task import OutsideCall, task
from app.dao.session import Database
from app.features.deployments import service
from app.features.deployments.workflow import engine, lifecycle, reconcile, steps
from app.features.nodes.schemas import NodeAddress

_Revision = Annotated[int, Field(ge=1)]


@task(
    lifecycle.ADVANCE,
    queue=Queue.DEPLOY,
    timeout=90,
    outside=OutsideCall(engine.prepare, engine.call_out),
)
async def advance(session: AsyncSession, intent: engine.Intent, outcome: engine.Called) -> None:
    """Write what came of an operation's step."""
    await engine.advance(session, intent, outcome)


async def _prepare_fetch(
    _session: AsyncSession,
    *,
    operation_id: UUID,
    revision: _Revision,
    target: dict[str, str],
    image: str,
    reference: str,
) -> service.Fetch:
    return service.Fetch(operation_id, revision, target, image, reference)


@task(
    steps.FETCH,
    queue=Queue.DEPLOY,
    timeout=steps.FETCH_SECONDS + 20,
    outside=OutsideCall(_prepare_fetch, service.fetch_image),
)
async def fetch_image(session: AsyncSession, intent: service.Fetch, outcome: object) -> None:
    """Wake the operation that waits for an image on its node."""
    await engine.wake(session, intent.operation_id, intent.revision, outcome)


@task(
    reconcile.REMOVE_ORPHAN,
    queue=Queue.DEPLOY,
    outside=OutsideCall(reconcile.find_orphan, reconcile.delete_orphan),
)
async def remove_orphan(
    session: AsyncSession, intent: tuple[NodeAddress, str], outcome: None
) -> None:
    """Delete the record of an instance without a service, once its node has removed it."""
    del outcome
    node, name = intent
    await reconcile.delete_orphan_record(session, node.node_id, name)


@periodic_detached("deployments.check_nodes", every=10)
async def check_nodes(database: Database) -> None:
    """Note which nodes are there."""
    await service.check_nodes(database)


@periodic_detached("deployments.reconcile", every=30)
async def reconcile_nodes(database: Database) -> None:
    """Compare what runs with what should run."""
    await service.reconcile_nodes(database)


@periodic_detached("deployments.fail_stranded", every=30)
async def fail_stranded(database: Database) -> None:
    """Fail what no job will take further."""
    await service.fail_stranded(database)


@periodic_detached("deployments.converge", every=60)
async def converge(database: Database) -> None:
    """Repair services that are not what is paid."""
    await service.converge_diverged(database)
