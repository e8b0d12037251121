"""Statements on operations, their steps and their log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.base import BaseDAO
from app.features.deployments.models import (
    LIVE,
    NodeImage,
    Operation,
    OperationLog,
    OperationState,
    OperationStep,
    Service,
)


def job_key(operation_id: UUID, revision: int) -> str:
    """Return the key that lets exactly one job exist for one revision of an operation."""
    return f"operation:{operation_id}:{revision}"


class OperationDAO(BaseDAO[Operation]):
    """Named statements on operations."""

    model = Operation
    owner = "account_id"
    service_key = "service_id"

    async def live_of(self, service_id: UUID) -> Operation | None:
        """Return the operation that runs on a service."""
        rows = self.rows().where(
            col(Operation.service_id) == service_id, col(Operation.state).in_(LIVE)
        )
        found: Operation | None = await self.session.scalar(
            rows.execution_options(populate_existing=True)
        )
        return found

    async def busy(self) -> frozenset[UUID]:
        """Return the services on which an operation runs."""
        rows = select(col(Operation.service_id)).where(col(Operation.state).in_(LIVE))
        return frozenset((await self.session.scalars(rows)).all())

    async def waiting_for(self, image: NodeImage) -> Sequence[UUID]:
        """Return the operations that stand where they need an image on its node."""
        rows = (
            select(col(Operation.id))
            .join(Service, col(Service.id) == col(Operation.service_id))
            .where(
                col(Operation.state) == OperationState.RUNNING,
                col(Operation.step) == "prepare",
                col(Service.node_id) == image.node_id,
                col(Service.image_slug) == image.image,
                col(Service.image_reference) == image.reference,
            )
        )
        return (await self.session.scalars(rows)).all()

    async def stranded(self, due_before: datetime) -> Sequence[UUID]:
        """Return live operations, due before a moment, whose job is dead, done or missing."""
        key = func.concat("operation:", col(Operation.id), ":", col(Operation.revision))
        alive = (
            select(col(Job.id))
            .where(col(Job.key) == key, col(Job.state).in_([JobState.PENDING, JobState.LEASED]))
            .exists()
        )
        rows = select(col(Operation.id)).where(
            col(Operation.state).in_(LIVE), col(Operation.run_at) < due_before, ~alive
        )
        return (await self.session.scalars(rows)).all()


class StepDAO(BaseDAO[OperationStep]):
    """Named statements on steps."""

    model = OperationStep

    async def of(self, operation_id: UUID) -> Sequence[OperationStep]:
        """Return the steps of an operation in order, fresh."""
        rows = self.rows().where(col(OperationStep.operation_id) == operation_id)
        found = await self.session.scalars(
            rows.order_by(col(OperationStep.position)).execution_options(populate_existing=True)
        )
        return found.all()

    async def drop_undo(self, operation_id: UUID) -> None:
        """Remove the cleaning steps: the operation begins again."""
        await self.session.execute(
            delete(OperationStep).where(
                col(OperationStep.operation_id) == operation_id, col(OperationStep.undo)
            )
        )


class LogDAO(BaseDAO[OperationLog]):
    """Named statements on log lines."""

    model = OperationLog
