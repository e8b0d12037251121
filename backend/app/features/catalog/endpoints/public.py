"""The catalogue over HTTP: open to everybody."""

from app.auth.dependencies import PUBLIC
from app.features.catalog import service
from app.features.catalog.schemas import CatalogRead
from app.web.dependencies import Reads
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["catalog"])


@read(
    router,
    "/public/catalog",
    answer=CatalogRead,
    operation_id="catalog_read",
    summary="Everything on sale",
    dependencies=[PUBLIC],
)
async def read_catalog(reads: Reads) -> bytes:
    """List products with their plans and prices, and the images that can be installed."""
    return await service.read_catalog(reads)
