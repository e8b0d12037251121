"""Keyset paging: an order whose keys are never NULL, and the rows beyond a place in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Label,
    Select,
    Text,
    UnaryExpression,
    and_,
    bindparam,
    cast,
    collate,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from app.dao.errors import SortKeyError

_LONG_AGO: ColumnElement[Any] = literal_column("'-infinity'::timestamptz", DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to order by; raises SortKeyError where it can be NULL, which has no place.

    Without NULL an index serves both directions: read forwards or backwards.
    """

    column: ColumnElement[Any]
    descending: bool

    def __post_init__(self) -> None:
        if getattr(self.column, "nullable", False):
            raise SortKeyError(str(self.column))

    @property
    def order(self) -> UnaryExpression[Any]:
        """The term of ORDER BY."""
        return self.column.desc() if self.descending else self.column.asc()


def by_name(column: Any) -> ColumnElement[Any]:  # noqa: ANN401  a column
    """Order names as people do, in both languages; an index on the same expression serves it."""
    return collate(func.sort_key(column, type_=Text()), "C")


def unset_first(moment: Any) -> ColumnElement[Any]:  # noqa: ANN401  a column
    """Order moments, those not set as if long ago."""
    return func.coalesce(moment, _LONG_AGO)


def beyond(keys: Sequence[SortKey]) -> ColumnElement[bool]:
    """Tell the rows that come after the position in `after_0`, `after_1` and so on."""
    columns = [key.column for key in keys]
    values = [_parameter(n, key.column) for n, key in enumerate(keys)]
    if len({key.descending for key in keys}) == 1:
        mine, place = tuple_(*columns), tuple_(*values)
        return mine < place if keys[0].descending else mine > place
    first, value = columns[0], values[0]
    # Said twice: only the plain comparison lets an index begin at the place.
    start = first <= value if keys[0].descending else first >= value
    return and_(start, _lexically(keys, values))


def _lexically(
    keys: Sequence[SortKey], values: Sequence[ColumnElement[Any]]
) -> ColumnElement[bool]:
    (key, *other_keys), (value, *other_values) = keys, values
    strictly = key.column < value if key.descending else key.column > value
    if not other_keys:
        return strictly
    return or_(strictly, and_(key.column == value, _lexically(other_keys, other_values)))


def _parameter(number: int, column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(bindparam(f"after_{number}", type_=Text()), column.type)


def position_values(keys: Sequence[SortKey]) -> list[Label[Any]]:
    """Return the keys as text, to be selected beside the rows."""
    return [cast(key.column, Text).label(f"position_{n}") for n, key in enumerate(keys)]


def position_of(page: CTE, number: int) -> Select[Any]:
    """Select the positions of a page's rows, each as a JSON array of its keys."""
    return select(func.json_build_array(*(page.c[f"position_{n}"] for n in range(number))))
