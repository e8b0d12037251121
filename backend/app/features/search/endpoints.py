"""Search over HTTP: of an account, and of everything for staff."""

from typing import Annotated

from fastapi import Query

from app.features.search import service
from app.features.search.permissions import Searcher, StaffSearcher
from app.features.search.schemas import SearchQuery, SearchRead
from app.web.dependencies import Reads
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["search"])
admin = Router(prefix="/admin", tags=["admin"])


@read(
    router,
    "/search",
    answer=SearchRead,
    operation_id="search_read",
    summary="Find what the account has",
)
async def search(reads: Reads, searcher: Searcher, query: Annotated[SearchQuery, Query()]) -> bytes:
    """Find services, orders and invoices by name, number, address or id."""
    return await service.search_account(reads, searcher, query)


@read(
    admin,
    "/search",
    answer=SearchRead,
    operation_id="admin_search_read",
    summary="Find whatever there is",
)
async def search_everything(
    reads: Reads, staff: StaffSearcher, query: Annotated[SearchQuery, Query()]
) -> bytes:
    """Find customers, services, orders, invoices and people, as far as staff may read them."""
    return await service.search_everything(reads, staff, query)
