"""Tables of services and of the operations that change them, with their state graphs."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core import clock
from app.core.context import ActorKind
from app.dao.base import TableModel, text_enum, timestamp
from app.dao.indexes import trigrams
from app.features.catalog.schemas import Period, ServiceKind


class ServiceStatus(StrEnum):
    """Where a service is in its life."""

    PENDING = "pending"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    STOPPED = "stopped"
    SUSPENDED = "suspended"
    FAILED = "failed"
    DELETING = "deleting"
    DELETED = "deleted"


class OperationKind(StrEnum):
    """What an operation does to its service."""

    CREATE = "create"
    START = "start"
    STOP = "stop"
    RESTART = "restart"
    SUSPEND = "suspend"
    RESUME = "resume"
    DELETE = "delete"


class OperationState(StrEnum):
    """Where an operation is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPENSATING = "compensating"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepState(StrEnum):
    """Where a step is; `running` is written before the step calls a driver."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class NodeImageState(StrEnum):
    """Whether an image is on a node, or what is being done about it."""

    QUEUED = "queued"
    PULLING = "pulling"
    PRESENT = "present"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSING = "missing"
    REMOVING = "removing"


class LogLevel(StrEnum):
    """How much a line of an operation's log matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_S, _O = ServiceStatus, OperationState
LIVE = frozenset({_O.QUEUED, _O.RUNNING, _O.COMPENSATING})
ARRIVING = frozenset({NodeImageState.QUEUED, NodeImageState.PULLING})
BUSY_IMAGES = ARRIVING | {NodeImageState.REMOVING}
"""What a job is written for: it ends the state, or is given up."""
_LIVE_SQL = "state IN ('queued', 'running', 'compensating')"

SERVICE_EDGES: Mapping[ServiceStatus, frozenset[ServiceStatus]] = {
    _S.PENDING: frozenset({_S.PROVISIONING, _S.DELETING}),
    _S.PROVISIONING: frozenset({_S.ACTIVE, _S.FAILED, _S.DELETING}),
    _S.ACTIVE: frozenset({_S.STOPPED, _S.SUSPENDED, _S.DELETING}),
    _S.STOPPED: frozenset({_S.ACTIVE, _S.SUSPENDED, _S.DELETING}),
    _S.SUSPENDED: frozenset({_S.ACTIVE, _S.STOPPED, _S.DELETING}),
    _S.FAILED: frozenset({_S.PROVISIONING, _S.DELETING}),
    _S.DELETING: frozenset({_S.DELETED}),
    _S.DELETED: frozenset(),
}

OPERATION_EDGES: Mapping[OperationState, frozenset[OperationState]] = {
    _O.QUEUED: frozenset({_O.RUNNING, _O.FAILED, _O.CANCELLED}),
    _O.RUNNING: frozenset({_O.SUCCEEDED, _O.FAILED, _O.CANCELLED, _O.COMPENSATING}),
    _O.COMPENSATING: frozenset({_O.FAILED}),
    _O.FAILED: frozenset({_O.QUEUED}),
    _O.SUCCEEDED: frozenset(),
    _O.CANCELLED: frozenset(),
}


def _json() -> Column[dict[str, Any]]:
    return Column(JSONB, nullable=False, server_default=text("'{}'"))


class Service(TableModel, table=True):
    """What a customer runs; what was bought is kept as it was bought."""

    __tablename__ = "service"
    __table_args__ = (
        Index(
            "ix_service_account",
            "account_id",
            "created_at",
            "id",
            postgresql_where=text("status <> 'deleted'"),
        ),
        Index(
            "ix_service_counts",
            "account_id",
            "status",
            postgresql_where=text("status <> 'deleted'"),
        ),
        Index("ix_service_created", "created_at", "id"),
        Index("ix_service_account_all", "account_id"),
        Index("ix_service_status", "status", "created_at", "id"),
        Index("ix_service_kind", "kind", "created_at", "id"),
        Index("ix_service_hostname", "hostname", "id"),
        Index("ix_service_node_id", "node_id", "created_at", "id"),
        Index("ix_service_node_name", "node_name"),
        Index("ix_service_image", "node_id", "image_slug", "image_reference", "status"),
        Index(
            "ix_service_operation_id",
            "operation_id",
            postgresql_where=text("operation_id IS NOT NULL"),
        ),
        trigrams("ix_service_search", "hostname", "address"),
        Index("ix_service_held", "held_at", postgresql_where=text("held_at IS NOT NULL")),
        CheckConstraint("num_nulls(held_at, hold_reason) IN (0, 2)", name="hold_whole"),
        CheckConstraint("num_nulls(ends_at, cancel_reason) IN (0, 2)", name="cancel_whole"),
    )

    account_id: UUID = Field(foreign_key="account.id")
    order_id: UUID = Field(unique=True)
    subscription_id: UUID = Field(unique=True)
    hostname: str
    kind: ServiceKind = text_enum(ServiceKind)
    status: ServiceStatus = text_enum(ServiceStatus, default=ServiceStatus.PENDING)

    plan_name: str
    cpu_millis: int
    memory_mb: int
    disk_gb: int
    image_slug: str
    image_name: str
    image_reference: str
    amount: int = Field(sa_type=BigInteger)
    currency: str
    period: Period = text_enum(Period)
    paid_through: datetime | None = timestamp(default=None)

    node_id: UUID | None = Field(default=None, foreign_key="node.id")
    node_name: str | None = None
    address: str | None = None

    operation_id: UUID | None = Field(
        default=None,
        sa_column=Column(
            ForeignKey("operation.id", use_alter=True, name="fk_service_operation_id"),
            nullable=True,
        ),
        description="The operation that runs, or the last one where it failed",
    )
    next_kind: OperationKind | None = text_enum(OperationKind, default=None, nullable=True)
    stopped_before_suspend: bool = Field(
        default=False, description="Suspended while stopped: stays so after it"
    )
    held_at: datetime | None = timestamp(default=None)
    hold_reason: str | None = Field(
        default=None, description="Why staff suspended it; paid or not, it stays so until they end"
    )
    ends_at: datetime | None = timestamp(default=None)
    cancel_reason: str | None = Field(default=None, description="Why staff ended its agreement")
    failure_code: str | None = None
    failure_params: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    repairs: int = Field(default=0, description="Repairs begun since it was last well")
    repair_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp(default_factory=clock.now)
    changed_at: datetime = timestamp(default_factory=clock.now)
    deleted_at: datetime | None = timestamp(default=None)

    @property
    def held(self) -> bool:
        """Whether staff suspended it: no payment runs it again."""
        return self.held_at is not None


class Operation(TableModel, table=True):
    """One change to a service: where it stands is all in this row.

    `workflow_state` is what its steps keep between them. `revision` counts the engine's moves;
    a job of an older revision does nothing.
    """

    __tablename__ = "operation"
    __table_args__ = (
        Index("uq_operation_live", "service_id", unique=True, postgresql_where=text(_LIVE_SQL)),
        Index("ix_operation_service", "service_id", "created_at", "id"),
        Index("ix_operation_account", "account_id", "created_at", "id"),
        Index("ix_operation_state", "state", "created_at", "id"),
        Index("ix_operation_kind", "kind", "created_at", "id"),
        Index(
            "ix_operation_error_code", "error_code", postgresql_where=text("error_code IS NOT NULL")
        ),
        Index("ix_operation_created", "created_at", "id"),
        Index("ix_operation_failed", "finished_at", postgresql_where=text("state = 'failed'")),
        Index("ix_operation_running", "run_at", postgresql_where=text(_LIVE_SQL)),
    )

    service_id: UUID = Field(foreign_key="service.id")
    account_id: UUID
    kind: OperationKind = text_enum(OperationKind)
    state: OperationState = text_enum(OperationState, default=OperationState.QUEUED)
    step: str
    plan_version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    workflow_state: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    revision: int = 0
    attempts: int = Field(default=0, description="Tries of the step it stands at")
    progress: int = Field(default=0, ge=0, le=100)
    run_at: datetime = timestamp()
    deadline: datetime = timestamp()
    error_code: str | None = None
    error_params: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    actor_kind: ActorKind = text_enum(ActorKind)
    actor_id: UUID | None = None
    created_at: datetime = timestamp(default_factory=clock.now)
    started_at: datetime | None = timestamp(default=None)
    finished_at: datetime | None = timestamp(default=None)

    @property
    def live(self) -> bool:
        """Whether there is still something to do."""
        return self.state in LIVE


class OperationStep(TableModel, table=True):
    """One step of an operation, as people see it; `detail` says why it waits or failed."""

    __tablename__ = "operation_step"
    __table_args__ = (
        UniqueConstraint("operation_id", "position", name="uq_operation_step_position"),
        UniqueConstraint("operation_id", "name", "undo", name="uq_operation_step_name"),
    )

    operation_id: UUID = Field(foreign_key="operation.id")
    position: int
    name: str
    undo: bool = Field(default=False, description="Cleans up after a failure")
    state: StepState = text_enum(StepState, default=StepState.PENDING)
    attempts: int = 0
    started_at: datetime | None = timestamp(default=None)
    finished_at: datetime | None = timestamp(default=None)
    detail: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True)
    )


class OperationLog(TableModel, table=True):
    """One line of an operation's log."""

    __tablename__ = "operation_log"

    operation_id: UUID = Field(foreign_key="operation.id", index=True)
    at: datetime = timestamp(default_factory=clock.now)
    level: LogLevel = text_enum(LogLevel, default=LogLevel.INFO)
    message: str


class NodeImage(TableModel, table=True):
    """An image on a node, or on its way there: one row, so one pull of it at a time.

    `revision` counts what was asked for; a job of an older one does nothing. `attempts` counts the
    workers that took it, so that one that was given up writes nothing more.
    """

    __tablename__ = "node_image"
    __table_args__ = (
        UniqueConstraint("node_id", "image", "reference", name="uq_node_image"),
        Index("ix_node_image_image", "image"),
        Index("ix_node_image_created", "created_at", "id"),
    )

    node_id: UUID = Field(foreign_key="node.id")
    image: str = Field(description="The catalogue's slug")
    reference: str = Field(description="What an engine pulls; empty: the driver's own")
    state: NodeImageState = text_enum(NodeImageState, default=NodeImageState.QUEUED)
    revision: int = 0
    attempts: int = 0
    cancel_requested: bool = False
    layers_done: int = 0
    layers_total: int = 0
    bytes_done: int = Field(default=0, sa_type=BigInteger)
    bytes_total: int = Field(default=0, sa_type=BigInteger)
    size_bytes: int = Field(default=0, sa_type=BigInteger)
    digest: str = ""
    error_code: str | None = None
    error_params: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    error_retryable: bool = False
    verified_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp(default_factory=clock.now)
    changed_at: datetime = timestamp(default_factory=clock.now)


class OrphanedInstance(TableModel, table=True):
    """An instance on a node that belongs to no live service, and when it was first seen."""

    __tablename__ = "orphan"
    __table_args__ = (UniqueConstraint("node_id", "name", name="uq_orphan_name"),)

    node_id: UUID = Field(foreign_key="node.id")
    name: str
    first_seen_at: datetime = timestamp(default_factory=clock.now)
