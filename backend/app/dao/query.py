"""List queries: one pydantic class per list says what may be asked."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

MAX_SIZE = 200
MAX_SORTS = 3
EXACT_UP_TO = 10_000
"""Totals are counted, and numbered pages read, this far; beyond it there are cursors."""

Item = TypeVar("Item", bound=BaseModel)
Name = TypeVar("Name", bound=str)
Names = TypeVar("Names", bound=Sequence[str])


def _distinct(sort: Names) -> Names:
    if len({name.removeprefix("-") for name in sort}) < len(sort):
        kind = "repeated_sort"
        message = "A field orders the list once"
        raise PydanticCustomError(kind, message)
    return sort


_THREE = Field(max_length=MAX_SORTS, json_schema_extra={"uniqueItems": True})
Sort = Annotated[list[Name], _THREE, AfterValidator(_distinct)]
"""The order of a list: at most three fields, `-` before one that descends."""


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
    """What to look for, which part of it, in which order; a feature's child narrows `sort`.

    Pages are numbered (`page`, `size`) within the first 10 000 rows, or follow each other by
    cursor (`limit`, then `cursor` too) as far as there are rows.
    """

    page: Annotated[int, Field(ge=1, le=EXACT_UP_TO)] = 1
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)] = 25
    cursor: Annotated[
        str | None,
        Field(max_length=4000, description="The `next_cursor` of the page before; good for a day"),
    ] = None
    limit: Annotated[
        int, Field(ge=1, le=MAX_SIZE, description="How many rows a page by cursor has")
    ] = 25
    sort: Annotated[Sequence[str], _THREE, AfterValidator(_distinct)] = ["-created_at"]

    @property
    def by_cursor(self) -> bool:
        """Whether a page by cursor is asked for: by the first one's `limit`, or by a cursor."""
        return self.cursor is not None or "limit" in self.model_fields_set

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.by_cursor and self.model_fields_set & {"page", "size"}:
            kind, message = "mixed_paging", "Pages are numbered or follow a cursor, not both"
            raise PydanticCustomError(kind, message)
        if (self.page - 1) * self.size >= EXACT_UP_TO:
            kind, message = "page_too_deep", "Numbered pages end at row 10 000: use a cursor"
            raise PydanticCustomError(kind, message)
        return self


class PageRead(BaseModel, Generic[Item]):
    """One numbered page of a list."""

    items: list[Item]
    total: int = Field(description=f"Exact up to {EXACT_UP_TO}, see `total_exact`")
    total_exact: bool
    page: int
    size: int
    pages: int


class CursorRead(BaseModel, Generic[Item]):
    """One page of a list read by cursor."""

    items: list[Item]
    next_cursor: str | None = Field(description="Gives the next page; null where this is the last")
