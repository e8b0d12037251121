"""A list as a file: `Accept: text/csv` on any list answers all that matches, not one page of it.

Headings are the API's field names, money is written in major units beside its currency. Rows are
read by cursor, a statement for each chunk, so that a slow reader holds no connection.
"""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any, get_args

from pydantic import BaseModel
from starlette.responses import StreamingResponse

from app.core import clock, json
from app.core.money import MoneyRead, minor_digits
from app.dao.query import ListQuery

MEDIA_TYPE = "text/csv"
_CHUNK = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # spreadsheets then read Cyrillic right
_NOT_DATA = frozenset({"allowed_actions"})

Fetch = Callable[[ListQuery], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and where in a row its value is."""

    heading: str
    path: tuple[str, ...]
    money: bool = False

    def cell(self, row: Any) -> str:  # noqa: ANN401  JSON
        """Return the value in a row as text."""
        for name in self.path:
            row = row.get(name) if isinstance(row, dict) else None
        if self.money and isinstance(row, dict):
            return _major(row["amount"], row["currency"])
        return _text(row)


def _major(amount: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return str(value.get("name") or value.get("email") or json.dumps(value).decode())
    return str(value)


def safe_cell(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    if not value.startswith(_FORMULA):
        return value
    return value if _is_number(value) else f"'{value}"


def _is_number(value: str) -> bool:
    return value[:1] == "-" and value[1:].replace(".", "", 1).isdecimal()


def columns_of(item: type[BaseModel]) -> tuple[Column, ...]:
    """Return the columns of a list of these, nested objects flattened."""
    return tuple(_columns(item, ()))


def _columns(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        path = (*above, name)
        heading = "_".join(path)
        nested = _model_in(field.annotation)
        if name in _NOT_DATA:
            continue
        if nested is MoneyRead:
            yield Column(heading, path, money=True)
            yield Column(f"{heading}_currency", (*path, "currency"))
        elif nested is not None:
            yield from _columns(nested, path)
        else:
            yield Column(heading, path)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the one model that a field holds, if it holds one or nothing."""
    held = [one for one in (get_args(annotation) or (annotation,)) if one is not type(None)]
    if len(held) == 1 and isinstance(held[0], type) and issubclass(held[0], BaseModel):
        is_list = getattr(annotation, "__origin__", None) is list
        return None if is_list else held[0]
    return None


def is_wanted(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Tell whether the caller asks for a file rather than for a page."""
    return any(
        name == b"accept" and value.split(b",")[0].split(b";")[0].strip() == MEDIA_TYPE.encode()
        for name, value in headers
    )


async def respond(
    fetch: Fetch, query: ListQuery, columns: Sequence[Column], name: str
) -> StreamingResponse:
    """Answer with every row that matches; refusals come before the first byte is sent."""
    first = query.model_copy(update={"limit": _CHUNK, "cursor": None})
    page = json.loads(await fetch(first))
    filename = f"{name}-{clock.now():%Y-%m-%d}.csv"
    return StreamingResponse(
        _rows(fetch, first, page, columns),
        media_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="{filename}"',
        },
    )


async def _rows(
    fetch: Fetch, query: ListQuery, page: dict[str, Any], columns: Sequence[Column]
) -> AsyncIterator[bytes]:
    yield _BYTE_ORDER_MARK + _lines([[column.heading for column in columns]])
    while True:
        yield _lines([[column.cell(row) for column in columns] for row in page["items"]])
        if page["next_cursor"] is None:
            return
        following = query.model_copy(update={"cursor": page["next_cursor"]})
        page = json.loads(await fetch(following))


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([map(safe_cell, row) for row in rows])
    return text.getvalue().encode()
