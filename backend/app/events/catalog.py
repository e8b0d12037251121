"""Events about what is sold."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class CatalogEvent(Event):
    """What every event about the catalogue says: which product, plan or image it is about."""

    type: ClassVar = "catalog"

    item_id: UUID
    slug: str


class CatalogChanged(CatalogEvent):
    """It was made, edited or put elsewhere in the order of display."""

    type: ClassVar = "catalog.changed"


class ItemPublished(CatalogEvent):
    """It can be ordered from now on."""

    type: ClassVar = "catalog.published"


class ItemHidden(CatalogEvent):
    """It cannot be ordered for the time being."""

    type: ClassVar = "catalog.hidden"


class ItemRetired(CatalogEvent):
    """It is never sold again."""

    type: ClassVar = "catalog.retired"


class PriceChanged(CatalogEvent):
    """A plan has a new version of a price, at once or later, or one was withdrawn."""

    type: ClassVar = "catalog.price_changed"

    price_id: UUID
