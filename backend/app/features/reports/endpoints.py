"""The first pages, and customers as staff see them, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.reports import service
from app.features.reports.permissions import CustomerReader, OverviewReader, SummaryReader
from app.features.reports.schemas import (
    CustomerQuery,
    CustomerRead,
    OverviewRead,
    SummaryRead,
    TrendsQuery,
    TrendsRead,
)
from app.web.dependencies import Reads
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["me"])
admin = Router(prefix="/admin", tags=["admin"])


@read(
    router,
    "/me/summary",
    answer=SummaryRead,
    operation_id="me_summary_read",
    summary="How things stand",
)
async def read_summary(reads: Reads, reader: SummaryReader) -> bytes:
    """Count the account's services, what it owes and what it has."""
    return await service.read_summary(reads, reader)


@read(
    admin,
    "/overview",
    answer=OverviewRead,
    operation_id="admin_overview_read",
    summary="How the business is",
)
async def read_overview(reads: Reads, reader: OverviewReader) -> bytes:
    """Sum up money, orders, failures, nodes and background work."""
    return await service.read_overview(reads, reader)


@read(
    admin,
    "/overview/trends",
    answer=TrendsRead,
    operation_id="admin_trends_read",
    summary="How the business goes, day by day",
)
async def read_trends(
    reads: Reads, reader: OverviewReader, query: Annotated[TrendsQuery, Query()]
) -> bytes:
    """Compare revenue, orders, sign-ups and failures of each day with the period before."""
    return await service.read_trends(reads, reader, query)


@read(
    admin,
    "/customers",
    answer=PageRead[CustomerRead],
    operation_id="admin_customers_list",
    summary="List customers",
)
async def list_customers(
    reads: Reads, staff: CustomerReader, query: Annotated[CustomerQuery, Query()]
) -> bytes:
    """List accounts with their owners, people and balances."""
    return await service.page_customers(reads, staff, query)


@read(
    admin,
    "/customers/{customer_id}",
    answer=CustomerRead,
    operation_id="admin_customers_read",
    summary="One customer",
)
async def read_customer(reads: Reads, staff: CustomerReader, customer_id: UUID) -> bytes:
    """Return an account with its owner, people and balance."""
    return await service.read_customer(reads, staff, customer_id)
