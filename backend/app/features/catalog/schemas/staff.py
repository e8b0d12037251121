"""What staff are told of the catalogue, and what they say to change it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.core.money import Currency, MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.dao.version import Version
from app.features.catalog.models import CatalogStatus, Period, ServiceKind
from app.features.catalog.schemas.public import PlanRules, Translated

_MAX = 2_147_483_647
_HOURS = 24 * 366


class CatalogAction(StrEnum):
    """What the reader may do with a product, plan or image."""

    UPDATE = "update"
    PUBLISH = "publish"
    HIDE = "hide"
    RETIRE = "retire"


ACTIONS: Mapping[CatalogStatus, tuple[CatalogAction, ...]] = {
    CatalogStatus.DRAFT: (CatalogAction.UPDATE, CatalogAction.PUBLISH, CatalogAction.RETIRE),
    CatalogStatus.ON_SALE: (CatalogAction.UPDATE, CatalogAction.HIDE, CatalogAction.RETIRE),
    CatalogStatus.HIDDEN: (CatalogAction.UPDATE, CatalogAction.PUBLISH, CatalogAction.RETIRE),
    CatalogStatus.RETIRED: (),
}
REQUIRES: Mapping[CatalogAction, Permission] = dict.fromkeys(
    CatalogAction, Permission.CATALOG_MANAGE
)

Slug = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=60,
        description="Its short name in addresses and files; never changed",
        examples=["start"],
    ),
]
NameLine = Annotated[Line, Field(min_length=1, max_length=80)]
_Text = Annotated[Line, Field(max_length=300)]
SizeValue = Annotated[int, Field(gt=0, le=_MAX)]
StockValue = Annotated[
    int | None, Field(ge=0, le=_MAX, description="How many can still be ordered; null: unlimited")
]
_Hours = Annotated[int, Field(ge=0, le=_HOURS)]
_Reference = Annotated[
    Line, Field(min_length=1, max_length=300, description="What a container engine pulls")
]
_Port = Annotated[int, Field(ge=1, le=65_535, description="Where it listens inside")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TranslatedName(_Body):
    """A name in both languages."""

    ru: NameLine
    en: NameLine


class TranslatedText(_Body):
    """A line or two in both languages; may be empty."""

    ru: _Text = ""
    en: _Text = ""


class _ItemRead(BaseModel):
    id: UUID
    slug: str
    description: Translated
    status: CatalogStatus
    position: int
    version: Version
    created_at: datetime
    allowed_actions: list[CatalogAction]


class AdminProductRead(_ItemRead):
    """A product in whatever status, and how many plans it has."""

    kind: ServiceKind
    name: Translated
    plans: Annotated[int, Field(description="Without those that are retired")]


class PriceState(StrEnum):
    """Where a version of a price stands in time."""

    SCHEDULED = "scheduled"
    CURRENT = "current"
    PAST = "past"
    WITHDRAWN = "withdrawn"


class PriceVersionRead(BaseModel):
    """A version of a price; what was sold by it goes on by it."""

    id: UUID
    period: Period
    amount: MoneyRead
    setup_fee: MoneyRead
    rules: PlanRules
    valid_from: datetime
    withdrawn_at: datetime | None
    state: PriceState


class AdminPlanRead(_ItemRead):
    """A plan in whatever status, with every version of its prices, the newest first."""

    product_id: UUID
    name: str
    cpu_millis: int
    memory_mb: int
    disk_gb: int
    stock: int | None
    is_default: bool
    image_ids: list[UUID]
    prices: list[PriceVersionRead]


class AdminImageRead(_ItemRead):
    """An image in whatever status."""

    kind: ServiceKind
    name: str
    reference: str
    port: int


_SORTS = Sort[Literal["position", "-position", "slug", "-slug"]]


class ProductQuery(ListQuery):
    """Which products to list; `q` looks into short names."""

    sort: _SORTS = ["position"]
    status: list[CatalogStatus] | None = None


class PlanQuery(ListQuery):
    """Which plans to list; `q` looks into names and short names."""

    sort: _SORTS = ["position"]
    status: list[CatalogStatus] | None = None
    product_id: UUID | None = None


class ImageQuery(ListQuery):
    """Which images to list; `q` looks into names and short names."""

    sort: _SORTS = ["position"]
    status: list[CatalogStatus] | None = None
    kind: ServiceKind | None = None


class ProductCreate(_Body):
    """A new product; it is a draft until it is published."""

    slug: Slug
    kind: ServiceKind
    name: TranslatedName
    description: TranslatedText


class ProductPatch(_Body):
    """What is changed of a product; fields left out stay as they are."""

    name: TranslatedName | None = None
    description: TranslatedText | None = None


class PlanCreate(_Body):
    """A new plan, the last of its product; it is a draft until it is published."""

    product_id: UUID
    slug: Slug
    name: NameLine
    description: TranslatedText
    cpu_millis: SizeValue
    memory_mb: SizeValue
    disk_gb: SizeValue
    stock: StockValue = None
    is_default: bool = False
    image_ids: Annotated[list[UUID], Field(max_length=200)] = []


class PlanPatch(_Body):
    """What is changed of a plan; fields left out stay. What was sold keeps its size."""

    name: NameLine | None = None
    description: TranslatedText | None = None
    cpu_millis: SizeValue | None = None
    memory_mb: SizeValue | None = None
    disk_gb: SizeValue | None = None
    stock: StockValue = None
    is_default: bool | None = None
    image_ids: Annotated[list[UUID] | None, Field(max_length=200)] = None


class PriceCreate(_Body):
    """A new version of a price, tax included; it replaces the one of its period and currency."""

    period: Period
    currency: Currency | None = Field(default=None, description="By default the installation's")
    amount: Annotated[int, Field(gt=0, le=10**15, description="Minor units")]
    setup_fee: Annotated[int, Field(ge=0, le=10**15, description="Minor units")] = 0
    valid_from: Annotated[
        AwareDatetime | None, Field(description="When it begins; left out: at once")
    ] = None
    invoice_lead_hours: _Hours | None = None
    grace_hours: _Hours | None = None
    terminate_hours: _Hours | None = None


class ImageCreate(_Body):
    """A new image; it is a draft until it is published."""

    slug: Slug
    kind: ServiceKind
    name: NameLine
    description: TranslatedText
    reference: _Reference
    port: _Port = 8080


class ImagePatch(_Body):
    """What is changed of an image; fields left out stay as they are."""

    name: NameLine | None = None
    description: TranslatedText | None = None
    reference: _Reference | None = None
    port: _Port | None = None


class Order(_Body):
    """The order of display: the ids of all of them, the first one first."""

    ids: Annotated[list[UUID], Field(max_length=1000)]
