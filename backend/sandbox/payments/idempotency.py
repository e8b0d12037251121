"""The same Idempotency-Key gets the same answer, word for word, and acts once."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.payments.books import Books
from sandbox.payments.errors import KeyMissingError, KeyReusedError
from sandbox.payments.orders import Order

MAX_KEY = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer; `replayed` when it was given before."""

    status: int
    body: str
    replayed: bool


def once(
    books: Books, key: str | None, path: str, order: Order, act: Callable[[], dict[str, object]]
) -> Answer:
    """AuditAction and remember the answer in one transaction, or repeat the one remembered.

    Raises KeyMissingError, KeyReusedError and whatever `act` raises; a refusal is not remembered,
    so the same request may be tried again when the world has changed.
    """
    if not key or len(key) > MAX_KEY or not key.isprintable():
        raise KeyMissingError
    mark = _fingerprint(path, order)
    with books.transaction():
        known = books.row("SELECT fingerprint, status, body FROM answer WHERE key = ?", key)
        if known is None:
            body = json.dumps(act(), ensure_ascii=False)
            books.write(
                "INSERT INTO answer (key, fingerprint, status, body, created)"
                " VALUES (?, ?, 201, ?, ?)",
                *(key, mark, body, int(time.time())),
            )
            return Answer(status=201, body=body, replayed=False)
    if known["fingerprint"] != mark:
        raise KeyReusedError
    return Answer(status=known["status"], body=known["body"], replayed=True)


def _fingerprint(path: str, order: Order) -> str:
    """Digest what was asked; the order of JSON fields and blanks make no difference."""
    asked = f"{path}\n{order.model_dump_json()}"
    return hashlib.sha256(asked.encode()).hexdigest()
