"""The catalogue as a file: what `hostwright catalog export` writes and `apply` reads.

Lists are in the order of display. Amounts are in whole units as text ("190.00"): a number with a
point would be a float. What a file leaves out stays as it is; of prices it names all that are sold.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.core.money import Currency, minor_digits
from app.features.catalog.models import CatalogStatus, Period
from app.features.catalog.schemas.staff import (
    ImageCreate,
    NameLine,
    ProductCreate,
    SizeValue,
    Slug,
    StockValue,
    TranslatedText,
)


def _text(value: object) -> object:
    if isinstance(value, float):
        message = 'write it as text: "190.00"'
        raise ValueError(message)  # noqa: TRY004  pydantic's way
    return str(value) if isinstance(value, int) else value


_Amount = Annotated[str, BeforeValidator(_text), Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,4})?$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PriceDocument(_Part):
    """What a plan costs for a period; the rules are the usual ones where they are left out."""

    period: Period
    currency: Currency
    amount: _Amount
    setup_fee: _Amount = "0"
    invoice_lead_hours: int | None = None
    grace_hours: int | None = None
    terminate_hours: int | None = None

    @model_validator(mode="after")
    def _fits_currency(self) -> Self:
        for value in (self.amount, self.setup_fee):
            self.units(value)
        return self

    def units(self, value: str) -> int:
        """Return an amount in minor units; raises ValueError for more decimals than there are."""
        try:
            scaled = Decimal(value).scaleb(minor_digits(self.currency))
        except InvalidOperation as wrong:
            raise ValueError(str(wrong)) from wrong
        if scaled != int(scaled):
            message = f"{self.currency} has {minor_digits(self.currency)} decimals"
            raise ValueError(message)
        return int(scaled)


class ImageDocument(ImageCreate):
    """An image and its status."""

    status: CatalogStatus = CatalogStatus.DRAFT


class PlanDocument(_Part):
    """A plan of the product it stands under, its images by short name, and its prices."""

    slug: Slug
    name: NameLine
    description: TranslatedText = TranslatedText()
    cpu_millis: SizeValue
    memory_mb: SizeValue
    disk_gb: SizeValue
    stock: StockValue = None
    is_default: bool = False
    images: list[str] = []
    status: CatalogStatus = CatalogStatus.DRAFT
    prices: list[PriceDocument] = []


class ProductDocument(ProductCreate):
    """A product, its status and its plans."""

    status: CatalogStatus = CatalogStatus.DRAFT
    plans: list[PlanDocument] = []


class CatalogDocument(_Part):
    """A whole catalogue, or a part of one."""

    images: list[ImageDocument] = []
    products: list[ProductDocument] = []
