"""What a feature lets people find by name, number, address or id."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, literal_column, null

from app.auth.permissions import Permission
from app.dao.read import Columnar, JsonQuery


@dataclass(frozen=True, slots=True)
class Searchable:
    """Who may find one kind of thing, in the account or as staff, and the read that finds it.

    The read answers `found_columns` and sorts by `created_at`.
    """

    permission: Permission
    query: JsonQuery
    staff: bool = False


def found_columns(
    kind: str,
    key: Columnar,
    title: Columnar,
    *,
    detail: Columnar | None = None,
    amount: Columnar | None = None,
    account_name: Columnar | None = None,
) -> list[Any]:
    """Return what is said of a thing that was found: the same fields for every kind."""
    columns: dict[str, Any] = {
        "kind": literal_column(f"'{kind}'"),
        "id": key,
        "title": title,
        "detail": detail,
        "amount": amount,
        "account_name": account_name,
    }
    given = {name: null() if one is None else one for name, one in columns.items()}
    return [cast("ColumnElement[Any]", one).label(name) for name, one in given.items()]
