"""What is said of subscriptions: over the API, and to the features above."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.money import MoneyRead
from app.dao.query import ListQuery, Sort
from app.features.billing.models import SubscriptionStatus
from app.features.catalog.schemas import Period


class SubscriptionRead(BaseModel):
    """The agreement behind a service."""

    id: UUID
    order_id: UUID
    service_id: Annotated[UUID | None, Field(description="Null until its making began")]
    status: SubscriptionStatus
    details: dict[str, str]
    period: Period
    price: MoneyRead
    billed_through: datetime | None
    paid_through: datetime | None
    created_at: datetime
    ended_at: datetime | None
    end_reason: str | None


class SubscriptionQuery(ListQuery):
    """Filters of an account's subscriptions."""

    sort: Sort[Literal["created_at", "-created_at", "paid_through", "-paid_through"]] = [
        "-created_at"
    ]
    status: list[SubscriptionStatus] = []


class Entitlement(StrEnum):
    """What a subscription's state asks of its service."""

    RUN = "run"
    SUSPEND = "suspend"
    END = "end"


class SubscriptionState(BaseModel):
    """A subscription as it is now, for the features whose rows follow it."""

    id: UUID
    account_id: UUID
    order_id: UUID
    service_id: UUID | None
    status: SubscriptionStatus
    paid_through: datetime | None
    ended_at: datetime | None
    end_reason: str | None

    @property
    def entitlement(self) -> Entitlement:
        """What the service must be doing; a pending or past due one may still run."""
        if self.status in (SubscriptionStatus.TERMINATED, SubscriptionStatus.ENDED):
            return Entitlement.END
        suspended = self.status is SubscriptionStatus.SUSPENDED
        return Entitlement.SUSPEND if suspended else Entitlement.RUN
