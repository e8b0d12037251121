"""The jobs of the deploy engine, and its ticks."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.questions import question
from app.celery.queues import Queue
from app.celery.schedule import periodic_detached
from app.celery.task import OutsideCall, task
from app.dao.session import Database, UnitsOfWork
from app.features.deployments import service
from app.features.deployments.workflow import engine, images, lifecycle, reconcile
from app.features.nodes.schemas import NodeAddress


@task(
    lifecycle.ADVANCE,
    queue=Queue.DEPLOY,
    timeout=90,
    outside=OutsideCall(engine.prepare, engine.call_out),
)
async def advance(session: AsyncSession, intent: engine.Intent, outcome: engine.Called) -> None:
    """Write what came of an operation's step."""
    await engine.advance(session, intent, outcome)


@task(
    images.PULL,
    queue=Queue.DEPLOY,
    timeout=images.PULL_SECONDS + 20,
    outside=OutsideCall(images.prepare_pull, images.pull, reports=True),
)
async def pull_image(
    session: AsyncSession, intent: images.ImageJob, outcome: images.Pulled
) -> None:
    """Write what came of a pull of an image to a node."""
    await images.finish_pull(session, intent, outcome)


@task(
    images.REMOVE,
    queue=Queue.DEPLOY,
    outside=OutsideCall(images.prepare_removal, images.remove),
)
async def remove_image(
    session: AsyncSession, intent: images.ImageJob, outcome: images.Pulled
) -> None:
    """Write what came of the removal of an image from a node."""
    await images.finish_removal(session, intent, outcome)


# The last release fetched in a job of this name: what is left of those wakes, for a pull anew.
@task(images.IMAGE_READY, queue=Queue.DEPLOY, formerly=("deployments.fetch_image",))
async def image_ready(session: AsyncSession, operation_id: UUID) -> None:
    """Wake an operation that waits for an image on its node."""
    await engine.wake(session, operation_id)


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


@question(service.LOGS, queue=Queue.DEPLOY, seconds=service.LOG_SECONDS)
async def find_logs(database: UnitsOfWork, service_id: UUID, tail: int) -> object:
    """Tell what a service wrote last."""
    return await service.find_logs(database, UUID(str(service_id)), tail)


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


@periodic_detached("deployments.check_images", every=300)
async def check_images(database: Database) -> None:
    """Note which images are on which node, and end pulls that no job will take further."""
    await service.check_images(database)


@periodic_detached("deployments.converge", every=60)
async def converge(database: Database) -> None:
    """Repair services that are not what is paid."""
    await service.converge_diverged(database)
