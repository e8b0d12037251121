"""Events about checks."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class CheckEvent(Event):
    """What every event about a check says of it."""

    type: ClassVar = "check"

    service_id: UUID
    reason: str


class CheckDown(CheckEvent):
    """A service stopped answering its check."""

    type: ClassVar = "check.down"


class CheckUp(CheckEvent):
    """A service answers its check again."""

    type: ClassVar = "check.up"
