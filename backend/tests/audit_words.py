"""Refuses acts whose details have no words: people would read our identifiers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app import manifest
from app.events.dao import AuditDAO
from app.manifest import AuditWords, Detail

_put = AuditDAO.put


def _words_of(action: str) -> AuditWords:
    for words in manifest.audit_words().values():
        if action in words.sentences:
            return words
    message = f"the act {action!r} has no sentence"
    raise AssertionError(message)


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _check_value(key: str, value: object, detail: Detail) -> None:
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, list):
            _check_value(key, one, detail)
            continue
        assert not _is_id(one), f"{key!r} shows an id: {one}"
        known = not detail.values or detail.free or one is None
        assert known or one in detail.values, (key, one)


def check(action: str, changes: Mapping[str, Any]) -> None:
    """Raise AssertionError for a detail or value that nobody has put into words."""
    details = _words_of(action).details
    for key, value in changes.items():
        assert key in details, f"{action}: the detail {key!r} has no name"
        if details[key].kind != "hidden":
            _check_value(key, value, details[key])


async def put_checked(self: AuditDAO, values: Mapping[str, Any]) -> UUID:
    """Check an act's words, then write it."""
    check(values["action"], values["changes"])
    return await _put(self, values)
