"""List queries: one pydantic class per list says what may be asked."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

MAX_SIZE = 200
EXACT_UP_TO = 10_000

Item = TypeVar("Item", bound=BaseModel)


class FilterQuery(BaseModel):
    """Search; a feature's child adds its filters.

    A filter is named as a field of the answer, with `__gte`, `__lte` … for a comparison;
    a list-valued filter means "any of".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$", description="Free text")] = ""

    def filters(self) -> dict[str, Any]:
        """Return the filters that were given, by name."""
        names = type(self).model_fields.keys() - ListQuery.model_fields.keys()
        given = {name: getattr(self, name) for name in sorted(names)}
        return {name: value for name, value in given.items() if value not in (None, [])}


class ListQuery(FilterQuery):
    """What to look for, which page of it, in which order; a feature's child narrows `sort`."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)] = 25
    sort: Sequence[str] = ["-created_at"]


class PageRead(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    total: int = Field(description=f"Exact up to {EXACT_UP_TO}, see `total_exact`")
    total_exact: bool
    page: int
    size: int
    pages: int
