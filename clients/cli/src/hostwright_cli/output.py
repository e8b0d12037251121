"""What is printed: tables for people, JSON for programs."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import typer

_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}
_GAP = "  "

Column = tuple[str, Callable[[Mapping[str, Any]], str]]


class Output:
    """Where results go; `as_json` prints what the API said instead of a table."""

    def __init__(self, *, as_json: bool) -> None:
        """Choose the form."""
        self.as_json = as_json

    def show(self, document: object, lines: Iterable[str]) -> None:
        """Print one result."""
        if self.as_json:
            typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            typer.echo("\n".join(lines))

    def table(self, rows: Sequence[Mapping[str, Any]], *columns: Column) -> None:
        """Print rows under the columns' heads."""
        cells = [[head.upper() for head, _ in columns]]
        cells += [[_plain(value(row)) for _, value in columns] for row in rows]
        widths = [max(len(line[n]) for line in cells) for n in range(len(columns))]
        self.show(rows, (_aligned(line, widths) for line in cells))

    def note(self, words: str) -> None:
        """Tell the person something that is no part of the result."""
        if not self.as_json:
            typer.echo(words, err=True)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _plain(text: str) -> str:
    """Keep control characters of others' texts away from the terminal."""
    return "".join(one if one.isprintable() else "?" for one in text)


def money(value: Mapping[str, Any]) -> str:
    """Return an amount of minor units as people write it."""
    currency = str(value["currency"])
    digits = _MINOR_DIGITS.get(currency, 2)
    whole, part = divmod(abs(int(value["amount"])), 10**digits)
    sign = "-" if int(value["amount"]) < 0 else ""
    return f"{sign}{whole}{f'.{part:0{digits}}' if digits else ''} {currency}"


def moment(value: str | None) -> str:
    """Return a time to the minute, a dash where there is none."""
    return value[:16].replace("T", " ") if value else "-"
