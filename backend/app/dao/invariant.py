"""What must always be true, as a select of the rows that break it: read by `hostwright verify`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule by its name; any row that `offending` finds breaks it."""

    name: str
    offending: Select[Any]


def invariants_of(rules: Mapping[str, Select[Any]]) -> list[Invariant]:
    """Return the rules of a feature's dao in the form that `verify` runs."""
    return [Invariant(name, offending) for name, offending in rules.items()]
