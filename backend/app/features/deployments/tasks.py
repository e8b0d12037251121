"""The jobs of the deploy engine, and its ticks."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic, periodic_detached
from app.celery.task import task
from app.dao.session import Database
from app.features.deployments import service
from app.features.deployments.workflow import engine, lifecycle, reconcile, steps

_Revision = Annotated[int, Field(ge=1)]


@task(lifecycle.ADVANCE, queue=Queue.DEPLOY, timeout=90)
async def advance(session: AsyncSession, *, operation_id: UUID, revision: _Revision) -> None:
    """Run one step of an operation."""
    await engine.advance(session, operation_id, revision)


@task(steps.FETCH, queue=Queue.DEPLOY, timeout=steps.FETCH_SECONDS + 20)
async def fetch_image(
    session: AsyncSession,
    *,
    operation_id: UUID,
    revision: _Revision,
    target: dict[str, str],
    image: str,
    reference: str,
) -> None:
    """Have an image on a node."""
    await service.fetch_image(session, operation_id, revision, target, image, reference)


@task(reconcile.REMOVE_ORPHAN, queue=Queue.DEPLOY)
async def remove_orphan(session: AsyncSession, *, node_id: UUID, name: str) -> None:
    """Remove an instance that belongs to no service."""
    await reconcile.remove_orphan(session, node_id, name)


@periodic("deployments.check_nodes", every=10, queue=Queue.DEPLOY)
async def check_nodes(session: AsyncSession) -> None:
    """Note which nodes are there."""
    await service.check_nodes(session)


@periodic("deployments.reconcile", every=30, queue=Queue.DEPLOY)
async def reconcile_nodes(session: AsyncSession) -> None:
    """Compare what runs with what should run."""
    await service.reconcile_nodes(session)


@periodic("deployments.fail_stranded", every=30, queue=Queue.DEPLOY)
async def fail_stranded(session: AsyncSession) -> None:
    """Fail what no job will take further."""
    await service.give_up_stranded(session)


@periodic_detached("deployments.converge", every=60, queue=Queue.DEPLOY)
async def converge(database: Database) -> None:
    """Repair services that are not what is paid."""
    await service.converge_diverged(database)
