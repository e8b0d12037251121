"""An event as readers get it, encoded once for each transport."""

from collections.abc import Callable
from typing import Any

from app.core import json
from app.dao.scope import Scope
from app.events.models import EventRow

Encoder = Callable[["EventMessage", bytes], bytes]
"""Puts an event's JSON into the frame of a way out."""


def topic_of(event_type: str) -> str:
    """Return the topic of an event type: its noun, `invoice` of `invoice.paid`."""
    return event_type.partition(".")[0]


class EventMessage:
    """One event on its way out."""

    __slots__ = ("_encoded", "_row", "account_id", "position", "service_id", "topic", "type")

    def __init__(self, row: EventRow) -> None:
        self._row = row
        self._encoded: dict[object, bytes] = {}
        self.position = row.position or 0
        self.type = row.type
        self.topic = topic_of(row.type)
        self.account_id = row.account_id
        self.service_id: str | None = row.payload.get("service_id")

    def encoded(self, encoder: Encoder, *, readable: bool) -> bytes:
        """Return the frame; a reader who may not read the payload gets an empty one."""
        key = (encoder, readable)
        frame = self._encoded.get(key)
        if frame is None:
            frame = self._encoded[key] = encoder(self, self._json(readable=readable))
        return frame

    def _json(self, *, readable: bool) -> bytes:
        data = self._encoded.get(readable)
        if data is None:
            data = self._encoded[readable] = json.dumps(self._document(readable=readable))
        return data

    def _document(self, *, readable: bool) -> dict[str, Any]:
        row = self._row
        return {
            "id": row.id,
            "type": row.type,
            "occurred_at": row.occurred_at,
            "account_id": row.account_id,
            "payload": row.payload if readable else {},
        }

    def visible_to(self, scope: Scope) -> bool:
        """Return whether it is in scope; a service scope leaves out events of no service."""
        if scope.account_id not in (None, self.account_id):
            return False
        return scope.services is None or self.service_id in {str(one) for one in scope.services}
