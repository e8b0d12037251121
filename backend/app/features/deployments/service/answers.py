"""Answers built from rows at hand: what a request that changed something tells its caller."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.locale import LocalizedMessage
from app.core.money import MoneyRead
from app.features.deployments.dao.operations import OperationDAO, StepDAO
from app.features.deployments.models import (
    Operation,
    OperationState,
    Service,
    ServiceStatus,
)
from app.features.deployments.schemas import (
    ACTIONS,
    REQUIRES,
    Action,
    OperationBrief,
    OperationRead,
    ServiceRead,
    StepRead,
)


def permitted(principal: Principal) -> frozenset[Action]:
    """Return the actions a member of the account may do at all."""
    return frozenset(action for action, need in REQUIRES.items() if need in principal.permissions)


def permitted_to_staff(principal: Principal) -> frozenset[Action]:
    """Return the actions that staff may do in the admin tree: run a failed operation again."""
    held = REQUIRES[Action.RETRY] in principal.staff_permissions
    return frozenset({Action.RETRY}) if held else frozenset()


async def operation_read(
    session: AsyncSession, operation: Operation, service: Service
) -> OperationRead:
    """Return the operation with its steps, as written so far."""
    steps = await StepDAO(session).of(operation.id)
    failed = operation.state is OperationState.FAILED
    return OperationRead(
        **operation.model_dump(),
        steps=[StepRead.model_validate(step, from_attributes=True) for step in steps],
        error=_reason(operation.error_code, operation.error_params),
        retryable=failed
        and service.operation_id == operation.id
        and service.status is not ServiceStatus.DELETED,
    )


async def service_read(
    session: AsyncSession, service: Service, may: frozenset[Action]
) -> ServiceRead:
    """Return the service for a caller who may do these actions."""
    shown = None
    if service.operation_id is not None:
        shown = await OperationDAO(session).get(service.operation_id)
    open_now = () if shown and shown.live else ACTIONS.get(service.status, ())
    return ServiceRead(
        **service.model_dump(),
        price=MoneyRead(amount=service.amount, currency=service.currency),
        operation=OperationBrief.model_validate(shown, from_attributes=True) if shown else None,
        failure=_reason(service.failure_code, service.failure_params),
        allowed_actions=[action for action in open_now if action in may],
    )


def _reason(code: str | None, params: dict[str, object]) -> LocalizedMessage | None:
    return LocalizedMessage(code=code, params=params) if code else None
