"""Events about what staff may do."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class RoleChanged(Event):
    """A role was made, changed or removed; or, where a person is named, given or taken."""

    type: ClassVar = "role.changed"
    changes_rights: ClassVar = True

    role_id: UUID
    user_id: UUID | None = None
