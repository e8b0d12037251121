"""What a feature brings along, and finding every feature by its folder.

A feature declares itself in `features/<name>/feature.py` as `feature = Feature(...)`. Whoever needs
what all features bring (API, migrations, `verify`, `seed`, exports) asks here, so that nothing
central is edited to add one.
"""

import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.dao.invariant import Invariant
from app.events.base import Event, event_types

_FEATURES = Path(__file__).parent / "features"

Seed = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One feature's contribution to the whole; every field may be left out.

    Tables are found in its `models`, tasks and handlers by Celery, each by its file's name.
    """

    routers: Sequence[str] = ()
    """Names of the routers in its `endpoints`, which only the API imports."""

    event_access: Mapping[type[Event], Permission] = field(default_factory=dict)
    """Who may read the payload of its events; a base class speaks for its children."""

    invariants: Mapping[str, Select[Any]] = field(default_factory=dict)
    """What must always be true: each select finds the rows that break it."""

    export: Mapping[str, Select[Any]] = field(default_factory=dict)
    """Sections of a person's data export by file name; each select has an `id`."""

    personal_fields: Mapping[type[Event], Sequence[str]] = field(default_factory=dict)
    """Fields of its events that tell of a person more than ids and codes: blanked at erasure."""

    seed: Seed | None = None
    """Writes what every installation begins with; safe to repeat."""

    demo: Seed | None = None
    """Writes demo data, never in production; safe to repeat."""

    demo_after: Sequence[str] = ()
    """Features whose demo data must be there before its own."""


@cache
def features() -> Mapping[str, Feature]:
    """Return every feature by its name; raises AttributeError where one declares nothing."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(_FEATURES)]))
    return {name: import_module(f"app.features.{name}.feature").feature for name in names}


def import_models() -> None:
    """Import every table of every feature: what migrations and foreign keys need to know."""
    for module in pkgutil.iter_modules([str(_FEATURES)]):
        name = f"app.features.{module.name}.models"
        if find_spec(name):
            import_module(name)


def routers() -> Iterator[Any]:
    """Yield the routers of every feature; imports their endpoints."""
    for name, feature in features().items():
        if feature.routers:
            endpoints = import_module(f"app.features.{name}.endpoints")
            yield from (getattr(endpoints, router) for router in feature.routers)


def invariants(*names: str) -> list[Invariant]:
    """Return every rule of the named features, or of all."""
    return [
        Invariant(name, offending)
        for feature in names or features()
        for name, offending in features()[feature].invariants.items()
    ]


def event_access() -> dict[str, Permission]:
    """Return, by event type, the permission it takes to read the payload.

    Raises LookupError for an event that no feature, or more than one, answers for.
    """
    declared = [item for one in features().values() for item in one.event_access.items()]
    access = {}
    for kind in event_types():
        found = [permission for base, permission in declared if issubclass(kind, base)]
        if len(found) != 1:
            message = f"{kind.type!r} needs one feature that says who may read it"
            raise LookupError(message)
        access[kind.type] = found[0]
    return access


def export_sections() -> dict[str, Select[Any]]:
    """Return every section of a person's data export by file name."""
    return {name: rows for feature in features().values() for name, rows in feature.export.items()}


def personal_fields() -> dict[type[Event], Sequence[str]]:
    """Return what events say of a person, by event class."""
    return {
        kind: names
        for feature in features().values()
        for kind, names in feature.personal_fields.items()
    }


async def seed(session: AsyncSession, *, demo: bool) -> None:
    """Write what an installation begins with, and demo data where asked; nothing twice."""
    for feature in features().values():
        if feature.seed:
            await feature.seed(session)
    if not demo:
        return
    needs = {name: feature.demo_after for name, feature in features().items() if feature.demo}
    for name in TopologicalSorter(needs).static_order():
        write = features()[name].demo
        if write:
            await write(session)
