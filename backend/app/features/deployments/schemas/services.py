"""What is said about services and operations: over the API, and to the features above."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.core.locale import LocalizedMessage
from app.core.money import MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery, PageRead, Sort
from app.features.catalog.schemas import Period, ServiceKind
from app.features.deployments.models import (
    LogLevel,
    OperationKind,
    OperationState,
    ServiceStatus,
    StepState,
)
from app.features.nodes.schemas import NodeAddress
from app.features.orders.schemas import Hostname

LOG_LINES = 200


class Action(StrEnum):
    """What a person may do to a service."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    RETRY = "retry"
    RENAME = "rename"
    DELETE = "delete"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"


_STAFF_ONLY = frozenset({Action.SUSPEND, Action.RESUME, Action.CANCEL})
_OFFERED: Mapping[ServiceStatus, tuple[Action, ...]] = {
    ServiceStatus.ACTIVE: (
        Action.RESTART,
        Action.STOP,
        Action.RENAME,
        Action.DELETE,
        Action.SUSPEND,
        Action.CANCEL,
    ),
    ServiceStatus.STOPPED: (
        Action.START,
        Action.RENAME,
        Action.DELETE,
        Action.SUSPEND,
        Action.CANCEL,
    ),
    ServiceStatus.SUSPENDED: (Action.DELETE, Action.SUSPEND, Action.CANCEL),
    ServiceStatus.FAILED: (Action.DELETE,),
}
ACTIONS: Mapping[ServiceStatus, tuple[Action, ...]] = {
    status: (Action.RETRY, *_OFFERED.get(status, ()))
    for status in ServiceStatus
    if status is not ServiceStatus.DELETED
}
"""What a state leaves open; to run again, the service's last operation must have failed."""

HOLDABLE = frozenset({ServiceStatus.ACTIVE, ServiceStatus.STOPPED, ServiceStatus.SUSPENDED})
HELD_ACTIONS: Mapping[ServiceStatus, tuple[Action, ...]] = dict.fromkeys(
    HOLDABLE, (Action.RETRY, Action.DELETE, Action.RESUME, Action.CANCEL)
) | {ServiceStatus.DELETING: (Action.RETRY,)}
"""What a hold of staff leaves open: its end, and leaving for good. Nothing runs the service."""
HELD_RETRIES = frozenset({OperationKind.SUSPEND, OperationKind.DELETE})

REQUIRES: Mapping[Action, Permission] = {
    action: Permission.SERVICES_DELETE if action is Action.DELETE else Permission.SERVICES_MANAGE
    for action in Action
    if action not in _STAFF_ONLY
}
STAFF_REQUIRES: Mapping[Action, Permission] = {
    action: REQUIRES[action] for action in (Action.START, Action.STOP, Action.RESTART, Action.RETRY)
} | {
    Action.SUSPEND: Permission.SERVICES_MANAGE,
    Action.RESUME: Permission.SERVICES_MANAGE,
    Action.CANCEL: Permission.SERVICES_DELETE,
}
"""What staff do in the admin tree to anybody's service; names and ends are the customer's."""


class OperationBrief(BaseModel):
    """The operation a service is in, or the last one where it failed."""

    id: UUID
    kind: OperationKind
    state: OperationState
    progress: Annotated[int, Field(ge=0, le=100)]
    step: str


class HoldRead(BaseModel):
    """A suspension by staff, with the reason they gave."""

    reason: str
    since: datetime


class CancellationRead(BaseModel):
    """The end of the agreement by staff, with the reason they gave and when it comes."""

    reason: str
    ends_at: datetime


class ServiceRead(BaseModel):
    """A service."""

    id: UUID
    order_id: UUID
    hostname: str
    kind: ServiceKind
    status: ServiceStatus
    address: Annotated[str | None, Field(description="The URL it is reached at")]
    node_name: str | None
    image_name: str
    image_slug: str
    plan_name: str
    cpu_millis: int
    memory_mb: int
    disk_gb: int
    price: MoneyRead
    period: Period
    paid_through: datetime | None
    operation: OperationBrief | None
    failure: LocalizedMessage | None
    hold: Annotated[HoldRead | None, Field(description="Staff suspended it, paid or not")]
    cancellation: Annotated[CancellationRead | None, Field(description="Staff ended it")]
    allowed_actions: Annotated[list[Action], Field(description="What the caller may do now")]
    created_at: datetime


class AdminServiceRead(ServiceRead):
    """A service as staff see it."""

    account_id: UUID
    account_name: str | None
    node_id: UUID | None
    subscription_id: UUID
    changed_at: datetime


class ServicePatch(BaseModel):
    """What may be changed of a service; a new name is used from its next start on."""

    model_config = ConfigDict(extra="forbid")

    hostname: Hostname


Reason = Annotated[
    Line, Field(min_length=3, max_length=300, examples=["Mass mailings from this address"])
]


class SuspendRequest(BaseModel):
    """Why staff suspend a service; the customer reads it."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class CancelRequest(BaseModel):
    """Why staff end a service, which the customer reads, and when."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason
    at_period_end: Annotated[bool, Field(description="Runs until its paid period is over")]


class ServicesSummary(BaseModel):
    """How an account's services are; `attention` counts the failed and suspended ones."""

    total: int
    active: int
    attention: int


class StepRead(BaseModel):
    """One step of an operation."""

    name: str
    undo: Annotated[bool, Field(description="Cleans up after a failure")]
    state: StepState
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    detail: Annotated[LocalizedMessage | None, Field(description="Why it waits, or why it failed")]


class LogLine(BaseModel):
    """One line of an operation's log."""

    at: datetime
    level: LogLevel
    message: str


class OperationRead(BaseModel):
    """An operation with its steps."""

    id: UUID
    service_id: UUID
    kind: OperationKind
    state: OperationState
    progress: int
    step: str
    steps: list[StepRead]
    error: LocalizedMessage | None
    retryable: Annotated[bool, Field(description="Whether it failed and can be run again")]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class OperationDetailRead(OperationRead):
    """`OperationRead` with its log."""

    log: Annotated[
        list[LogLine], Field(description=f"The last {LOG_LINES} lines, the oldest of them first")
    ]


class AdminOperationRead(OperationRead):
    """An operation as staff see it."""

    account_id: UUID
    account_name: str | None
    hostname: str
    node_name: str | None
    run_at: datetime
    deadline: datetime
    attempts: int


class AdminOperationDetailRead(AdminOperationRead, OperationDetailRead):
    """An operation with its log as staff see it."""


class LogsRead(BaseModel):
    """What the service wrote, oldest line first."""

    lines: list[str]


_SORTS = Literal["created_at", "-created_at", "hostname", "-hostname"]


class ServiceQuery(ListQuery):
    """Which services to list."""

    sort: Sort[_SORTS] = ["-created_at"]
    status: list[ServiceStatus] | None = None
    kind: ServiceKind | None = None


class AdminServiceQuery(ServiceQuery):
    """Which services staff list."""

    account_id: UUID | None = None
    node_id: UUID | None = None


class OperationQuery(ListQuery):
    """Which operations to list."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    state: list[OperationState] | None = None
    kind: list[OperationKind] | None = None


class OfService(OperationQuery):
    """The operations of one service."""

    service_id: UUID


class AdminOperationQuery(OperationQuery):
    """Which operations staff list."""

    service_id: UUID | None = None
    account_id: UUID | None = None


ServicePage = PageRead[ServiceRead]
AdminServicePage = PageRead[AdminServiceRead]
OperationPage = PageRead[OperationRead]
AdminOperationPage = PageRead[AdminOperationRead]


@dataclass(frozen=True, kw_only=True)
class MonitorTarget:
    """A service that runs: what monitoring samples and checks."""

    service_id: UUID
    account_id: UUID
    instance: str
    address: str
    memory_mb: int
    cpu_millis: int
    node: NodeAddress
