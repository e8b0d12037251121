"""Cursors: where a reader stopped in a list, signed, so that no one else can say where."""

import base64
import binascii
from collections.abc import Sequence
from datetime import timedelta

from app.core import clock, json
from app.core.crypto import sign, verify
from app.core.errors import InvalidError

LIFETIME = timedelta(days=1)


class InvalidCursorError(InvalidError):
    """The cursor is not ours, belongs to another list, filter, order or account, or is too old."""

    code = "invalid_cursor"
    message = "This place in the list is not known any more. Begin again with the first page."


class Cursors:
    """Signs cursors and reads them again; `context` says which list they belong to."""

    def __init__(self, secret: str) -> None:
        self._key = sign(secret, b"list-cursor")

    def encode(self, position: Sequence[str], context: bytes) -> str:
        """Return a cursor for the row whose sort keys and id these are."""
        expires_at = int((clock.now() + LIFETIME).timestamp())
        payload = json.dumps([expires_at, *position])
        return f"{_to_text(payload)}.{self._signature(payload, context)}"

    def decode(self, cursor: str, context: bytes) -> list[str]:
        """Return the position that a cursor stands for; raises InvalidCursorError."""
        text, _, signature = cursor.partition(".")
        try:
            payload = _from_text(text)
        except (binascii.Error, UnicodeEncodeError) as malformed:
            raise InvalidCursorError from malformed
        if not verify(self._key, _signed(payload, context), signature):
            raise InvalidCursorError
        expires_at, *position = json.loads(payload)
        if expires_at < clock.now().timestamp():
            raise InvalidCursorError
        return list(position)

    def _signature(self, payload: bytes, context: bytes) -> str:
        return sign(self._key, _signed(payload, context))


def _signed(payload: bytes, context: bytes) -> bytes:
    return b"%d:%b%b" % (len(payload), payload, context)


def _to_text(payload: bytes) -> str:
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)
