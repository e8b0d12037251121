"""The table of logos: a file each, with its size in pixels."""

from datetime import datetime

from sqlmodel import Field

from app.dao.base import TableModel, timestamp


class BrandLogo(TableModel, table=True):
    """A logo that was uploaded; `used_at` is when the brand last took it, None where never."""

    __tablename__ = "brand_logo"

    name: str = Field(unique=True)
    width: int
    height: int
    created_at: datetime = timestamp()
    used_at: datetime | None = timestamp(default=None)
