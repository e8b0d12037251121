"""Reading events that another release wrote: payloads are brought up to the present version.

A field that goes, comes or changes its meaning raises the class's `version` and takes an upcaster
from the version before. Fields that nobody knows (a newer release wrote them, or an older one that
still had them) are passed over.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.events.base import Event, event_type

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]

_upcasters: dict[tuple[str, int], Upcaster] = {}
_renamed: dict[str, type[Event]] = {}


def upcaster(kind: type[Event], version: int) -> Callable[[Upcaster], Upcaster]:
    """Declare how a payload of `version` of an event becomes one of the version after it."""

    def declare(function: Upcaster) -> Upcaster:
        _upcasters[kind.type, version] = function
        return function

    return declare


def renamed(old: str, kind: type[Event]) -> None:
    """Declare that events of a type that no class bears any more are read as `kind`."""
    _renamed[old] = kind


def read_event(name: str, version: int, payload: Mapping[str, Any]) -> Event:
    """Return the event of a stored type, version and payload, as the present class has it.

    Raises LookupError for an unknown type, ValidationError for a payload no upcaster makes fit.
    """
    kind = _renamed.get(name) or event_type(name)
    current = dict(payload)
    for older in range(version, kind.version):
        if upcast := _upcasters.get((kind.type, older)):
            current = upcast(current)
    return kind.model_validate(current, extra="ignore")
