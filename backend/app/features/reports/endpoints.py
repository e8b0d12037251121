"""The first pages over HTTP."""

from fastapi import APIRouter

from app.features.reports import service
from app.features.reports.permissions import OverviewReader, SummaryReader
from app.features.reports.schemas import OverviewRead, SummaryRead
from app.web.dependencies import Reads
from app.web.reads import read

router = APIRouter(tags=["me"])
admin = APIRouter(prefix="/admin", tags=["admin"])


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
