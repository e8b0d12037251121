"""What staff are told of the public page before something is on sale."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.features.catalog.models import CatalogStatus
from app.features.catalog.schemas.public import PlanRead, ProductText


class PreviewPlanRead(PlanRead):
    """A plan as the public page would show it, on sale or not."""

    status: CatalogStatus


class PreviewProductRead(ProductText):
    """A product as the public page would show it, on sale or not."""

    plans: list[PreviewPlanRead]
    status: CatalogStatus


class CatalogPreviewRead(BaseModel):
    """The catalogue as if all of it that is not retired were on sale."""

    products: list[PreviewProductRead]
    price_changes: Annotated[
        list[datetime], Field(description="When scheduled prices begin, the next one first")
    ]


class CatalogPreviewQuery(BaseModel):
    """Which moment's prices to show."""

    model_config = ConfigDict(extra="forbid")

    at: Annotated[
        AwareDatetime | None, Field(description="Prices as of then; left out: as of now")
    ] = None
