"""Events about what people asked of their data."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class DataExportReady(Event):
    """A copy of what is known about somebody can be fetched; the link goes by mail."""

    type: ClassVar = "data_export.ready"

    export_id: UUID


class PersonErased(Event):
    """Somebody was forgotten: whoever keeps something of theirs drops it."""

    type: ClassVar = "user.erased"
    changes_rights: ClassVar = True

    user_id: UUID
    erasure_id: UUID
