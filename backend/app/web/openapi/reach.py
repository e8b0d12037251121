"""Which domain errors an operation may answer, read from the code that it runs.

Names that a function uses are followed as far as they lead inside the program: to functions, to
methods of classes it names or takes, to the constraints of tables it writes. An error that is only
caught counts too: the answer is what may happen, and rather too much than too little.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any, get_args

from app.core.errors import AppError
from app.dao.base import BaseDAO, table_of
from app.dao.errors import errors_of_constraints

_OURS = "app."
_WRITES = {"add", "put", "patch", "remove"}


def reached(start: Callable[..., Any]) -> set[type[AppError]]:
    """Return the errors that a call may end in, by class."""
    found: set[type[AppError]] = set()
    seen: set[FunctionType] = set()
    waiting = [_function(start)]
    while waiting:
        function = waiting.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        errors, used = _step(function)
        found |= errors
        waiting += used
    return found


@lru_cache(maxsize=4096)
def _step(function: FunctionType) -> tuple[frozenset[type[AppError]], frozenset[FunctionType]]:
    """Return the errors that a function names, and the functions that it may call."""
    names = _names(function.__code__)
    errors: set[type[AppError]] = set()
    used: set[FunctionType | None] = set()
    for value in _values(function, names):
        if isinstance(value, type) and issubclass(value, AppError):
            errors.add(value)
        elif isinstance(value, type):
            used.update(_methods(value, names))
            errors |= _refused_by_tables(value) if names & _WRITES else set()
        elif callable(value):
            used.add(_function(value))
    return frozenset(errors), frozenset(one for one in used if one is not None)


def _function(value: object) -> FunctionType | None:
    if isinstance(value, type):
        value = vars(value).get("__init__")
    plain = inspect.unwrap(value) if callable(value) else value
    plain = getattr(plain, "__func__", plain)
    if not isinstance(plain, FunctionType) and callable(plain):
        plain = getattr(type(plain).__call__, "__func__", type(plain).__call__)
    return plain if isinstance(plain, FunctionType) and _is_ours(plain) else None


def _names(code: CodeType) -> set[str]:
    """Return the names that a function and those inside it use."""
    inner = (_names(one) for one in code.co_consts if isinstance(one, CodeType))
    return set(code.co_names).union(*inner)


def _values(function: FunctionType, names: set[str]) -> Iterator[Any]:
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType) and value.__name__.startswith(_OURS):
            yield from (vars(value)[one] for one in names & vars(value).keys())
        elif value is not None and _is_ours(value):
            yield value
    for annotation in function.__annotations__.values():
        yield from (one for one in (annotation, *get_args(annotation)) if _is_ours(one))


def _methods(kind: type, names: set[str]) -> list[FunctionType]:
    """Return the functions of a class, its own and inherited, that go by one of these names."""
    members: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        if _is_ours(base):
            members |= vars(base)
    chosen = (getattr(one, "__func__", one) for key, one in members.items() if key in names)
    return [one for one in (*chosen, members.get("__init__")) if isinstance(one, FunctionType)]


def _refused_by_tables(kind: type) -> set[type[AppError]]:
    """Return what the constraints of a DAO's table mean."""
    if not issubclass(kind, BaseDAO) or not hasattr(kind, "model"):
        return set()
    table = table_of(kind.model)
    others = (key for one in table.metadata.tables.values() for key in one.foreign_key_constraints)
    pointing = (key for key in others if key.referred_table is table)
    return errors_of_constraints(
        str(getattr(one, "name", "")) for one in (*table.constraints, *table.indexes, *pointing)
    )


def _is_ours(value: object) -> bool:
    return str(getattr(value, "__module__", "")).startswith(_OURS)
