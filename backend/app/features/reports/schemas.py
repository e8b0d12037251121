"""What the first pages say. What the reader may not see is left out (null)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.money import MoneyRead
from app.features.nodes.schemas import NodeState

Percent = Annotated[int, Field(ge=0, le=100)]


_MONEY = Field(description="Null without billing:read")


class NodeLoad(BaseModel):
    """How much of a node is promised to services."""

    id: UUID
    name: str
    state: NodeState
    cpu_used_percent: Percent
    memory_used_percent: Percent
    disk_used_percent: Percent


class JobCounts(BaseModel):
    """Background work that waits, and that gave up."""

    pending: int
    dead: int


class Failure(BaseModel):
    """A service whose last operation failed."""

    operation_id: UUID
    service_id: UUID
    hostname: str
    error_code: str | None
    created_at: datetime


class OverviewRead(BaseModel):
    """The admin tree's first page."""

    mrr: Annotated[
        MoneyRead | None, Field(description="A month of every live subscription; hours times 730")
    ]
    active_services: int
    orders_today: Annotated[int, Field(description="Since midnight UTC")]
    paid_orders_waiting: Annotated[int, Field(description="Paid, and neither running nor refunded")]
    failed_operations: Annotated[int, Field(description="Services whose last operation failed")]
    unpaid_invoices: Annotated[int | None, _MONEY]
    unpaid_total: Annotated[MoneyRead | None, _MONEY]
    nodes: Annotated[list[NodeLoad] | None, Field(description="Null without nodes:read")]
    jobs: Annotated[JobCounts | None, Field(description="Null without jobs:read")]
    recent_failures: list[Failure]


class ServiceCounts(BaseModel):
    """A customer's services; `attention` are the failed and suspended ones."""

    total: int
    active: int
    attention: int


class SummaryRead(BaseModel):
    """The panel's first page."""

    services: ServiceCounts
    unpaid_invoices: int
    unpaid_total: MoneyRead | None
    balance: MoneyRead | None
