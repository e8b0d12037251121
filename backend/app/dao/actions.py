"""`allowed_actions` of reads: what a row's state and its reader's permissions leave open.

A feature declares which state offers which action and what each action requires; the guard of the
use case reads the same table. PostgreSQL works the answer out row by row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, case, func, literal_column, null
from sqlalchemy.dialects.postgresql import array

from app.core import json
from app.dao.read import Columnar

Action = TypeVar("Action", bound=StrEnum)


def granted(requires: Mapping[Action, str], held: Collection[str]) -> frozenset[Action]:
    """Return the actions that somebody who holds these permissions may do at all."""
    return frozenset(action for action, needed in requires.items() if needed in held)


def constant(actions: Iterable[StrEnum]) -> ColumnElement[Any]:
    """Build a list of actions that is the same for every row."""
    return literal_column(f"'{json.dumps(list(actions)).decode()}'::json")


def by_state(
    state: Columnar,
    offered: Mapping[Any, Sequence[Action]],
    may: frozenset[Action],
    *,
    unless: ColumnElement[bool] | None = None,
    needs: Mapping[Action, ColumnElement[bool]] | None = None,
) -> ColumnElement[Any]:
    """Build the actions, of those the reader `may`, that each row's state offers.

    None where `unless` holds; an action of `needs` only where its condition does.
    """
    for action, condition in (needs or {}).items():
        left = {other: needed for other, needed in (needs or {}).items() if other is not action}
        return case(
            (condition, by_state(state, offered, may, unless=unless, needs=left)),
            else_=by_state(state, offered, may - {action}, unless=unless, needs=left),
        )
    closed = [] if unless is None else [(unless, constant(()))]
    return case(
        *closed,
        *(
            (state == literal_column(f"'{one.value}'"), constant(a for a in actions if a in may))
            for one, actions in offered.items()
        ),
        else_=constant(()),
    )


def by_condition(conditions: Mapping[Action, ColumnElement[bool]]) -> ColumnElement[Any]:
    """Build the actions whose condition holds for the row."""
    named = [
        case((condition, literal_column(f"'{action.value}'", String())))
        for action, condition in conditions.items()
    ]
    return func.array_remove(array(named), null())
