"""The first pages, and customers as staff see them; null is what the reader may not see."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.auth.roles import MemberRole
from app.core.locale import Locale
from app.core.money import Currency, MoneyRead
from app.dao.query import EXACT_UP_TO, ListQuery, Sort
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
    recent_failures: list[Failure]
    counted_at: Annotated[
        datetime | None,
        Field(
            description=f"Totals over more than {EXACT_UP_TO} rows are counted once a minute: "
            "since when the oldest of them stands. Null where all are of now"
        ),
    ]


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


_Sort = Literal["created_at", "-created_at", "name", "-name", "email", "-email"]


class OwnerRead(BaseModel):
    """The person who owns an account."""

    id: UUID
    name: str
    email: str
    email_verified: bool


class PersonRead(BaseModel):
    """A person in an account."""

    id: UUID
    name: str
    email: str
    role: MemberRole


class CustomerRead(BaseModel):
    """An account as staff see it; no balance (null) for who may not see money."""

    id: UUID
    name: str
    currency: Currency
    locale: Locale
    time_zone: str
    owner: OwnerRead
    members: int
    people: list[PersonRead]
    balance: MoneyRead | None
    mrr: Annotated[
        MoneyRead | None,
        Field(description="A month of its live subscriptions; null without billing:read"),
    ]
    services: Annotated[int, Field(description="What is not deleted")]
    last_sign_in_at: Annotated[datetime | None, Field(description="The owner's, as far as kept")]
    created_at: datetime


class CustomerQuery(ListQuery):
    """The list of customers; `q` looks into names and e-mail addresses."""

    sort: Sort[_Sort] = ["-created_at"]
    email_verified: bool | None = None
