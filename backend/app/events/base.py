"""What every event is: a frozen payload of ids and snapshots under a versioned type."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """An event in the past tense; a child names its `type` and is then known by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]
    version: ClassVar[int] = 1
    changes_rights: ClassVar[bool] = False
    """Whether what its `user_id` may do is another thing now, or of all staff where it has none.

    Live connections of these people are then looked at again.
    """

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401  pydantic's own
        """Register the child under its type."""
        super().__pydantic_init_subclass__(**kwargs)
        if "." in cls.type:
            _types[cls.type] = cls


_types: dict[str, type[Event]] = {}


def event_type(name: str) -> type[Event]:
    """Return the event class of a type; raises LookupError."""
    if name not in _types:
        message = f"no event is declared as {name!r}"
        raise LookupError(message)
    return _types[name]


def changes_rights(name: str) -> bool:
    """Tell whether an event type changes what somebody may do; an unknown one does not."""
    return name in _types and _types[name].changes_rights


def event_types() -> list[type[Event]]:
    """Return every event class of the vocabulary; what a test declares is not part of it."""
    return [kind for kind in _types.values() if kind.__module__.startswith("app.events.")]
