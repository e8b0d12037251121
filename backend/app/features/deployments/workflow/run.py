"""One revision of an operation: the rows it works on, and how it notes what happens."""

from dataclasses import dataclass, field
from typing import Any

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.deployments.dao.operations import LogDAO, StepDAO
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.models import (
    LogLevel,
    Operation,
    OperationLog,
    OperationState,
    OperationStep,
    Service,
)
from app.features.deployments.providers.base import InstanceMissingError
from app.features.nodes import service as nodes
from app.features.nodes.schemas import Placement


@dataclass
class Run:
    """An operation under lock, its service, and its steps in order."""

    session: AsyncSession
    operation: Operation
    service: Service
    steps: list[OperationStep] = field(default_factory=list)

    @classmethod
    async def load(cls, session: AsyncSession, operation: Operation) -> "Run":
        """Gather what belongs to a locked operation."""
        service = await ServiceDAO(session).get(operation.service_id)
        await session.refresh(service)
        return cls(session, operation, service, list(await StepDAO(session).of(operation.id)))

    @property
    def undoing(self) -> bool:
        """Whether the operation failed and cleans up."""
        return self.operation.state is OperationState.COMPENSATING

    @property
    def step(self) -> OperationStep:
        """The step it stands at; its last one where the row names none of its steps."""
        name = self.operation.step
        found = [s for s in self.steps if s.name == name and s.undo is self.undoing]
        return (found or self.steps)[-1]

    def after(self, step: OperationStep) -> OperationStep | None:
        """Return the step that follows, None after the last one."""
        later = [s for s in self.steps if s.undo is step.undo and s.position > step.position]
        return later[0] if later else None

    async def place(self) -> Placement:
        """Return where the service is; raises InstanceMissingError where it has no place."""
        found = await nodes.placement(self.session, self.service.id)
        if found is None:
            raise InstanceMissingError(detail="the service has no place on a node")
        return found

    async def lock_service(self) -> Service:
        """Lock the service and read it anew: from here on nobody else changes it."""
        await self.session.flush()
        self.service = await ServiceDAO(self.session).lock(self.service.id)
        return self.service

    def remember(self, **values: Any) -> None:  # noqa: ANN401  whatever JSON holds
        """Keep values for later revisions."""
        self.operation.workflow_state = self.operation.workflow_state | values

    async def log(self, message: str, level: LogLevel = LogLevel.INFO) -> None:
        """Write a line into the operation's log."""
        logger.bind(operation_id=str(self.operation.id)).log(level.value.upper(), message)
        line = OperationLog(operation_id=self.operation.id, level=level, message=message)
        await LogDAO(self.session).add(line)
