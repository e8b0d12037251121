"""The first pages, and customers as staff see them; null is what the reader may not see."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

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


class TrendRange(StrEnum):
    """How many days a trend covers; the period before it is as long."""

    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "1y"

    @property
    def days(self) -> int:
        """How many days of UTC, today included."""
        return {"7d": 7, "30d": 30, "90d": 90, "1y": 365}[self.value]


class TrendsQuery(BaseModel):
    """Which days to show."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    range: TrendRange = TrendRange.MONTH


class TrendRead(BaseModel):
    """A number for each day, and for each day of the period before."""

    values: Annotated[list[int], Field(description="One for each of `days`")]
    previous: Annotated[list[int], Field(description="The same for the period before")]
    total: int
    previous_total: int


class RevenueTrendRead(TrendRead):
    """Money received less money refunded, in minor units of the currency."""

    currency: Currency


class TrendsRead(BaseModel):
    """The business by days of UTC; the last of them is today, which is not over yet."""

    days: list[date]
    revenue: Annotated[
        list[RevenueTrendRead] | None,
        Field(description="For each currency in which money moved. Null without billing:read"),
    ]
    orders: Annotated[TrendRead, Field(description="Placed, whatever became of them")]
    sign_ups: Annotated[
        TrendRead | None, Field(description="New customer accounts. Null without accounts:read")
    ]
    failed_operations: Annotated[
        TrendRead | None,
        Field(description="Ended in failure, not tried again. Null without services:read"),
    ]
    failed_payments: Annotated[TrendRead | None, _MONEY]
    counted_at: Annotated[
        datetime | None,
        Field(description="When the newest of it was counted, once a minute; null: never"),
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
