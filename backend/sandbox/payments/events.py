"""Facts told to merchants: written with what they tell of, carried by the courier."""

import json
import sqlite3
import time
from dataclasses import dataclass

from sandbox.payments.errors import NotFoundError
from sandbox.payments.provider import Provider, new_id, unix_now

WITH_DELIVERY = """
    SELECT delivery.id, delivery.state, delivery.due,
        attempt.number, attempt.at, attempt.status, attempt.error, attempt.duration_ms
    FROM delivery LEFT JOIN attempt ON attempt.delivery = delivery.id
    WHERE delivery.event = ? ORDER BY delivery.id, attempt.number
"""


@dataclass(frozen=True, slots=True)
class Post:
    """How an event travels: how many times, after how many seconds, or not at all."""

    copies: int = 1
    delay: float = 0.0
    lost: bool = False


def record(
    provider: Provider, kind: str, payment: sqlite3.Row, told: dict[str, object], post: Post
) -> None:
    """Write the event `kind` of `payment` and its deliveries; call inside a transaction."""
    event, created = new_id("evt"), unix_now()
    body = {"id": event, "type": kind, "created": created, "data": {"object": told}}
    provider.books.write(
        "INSERT INTO event (id, type, payment, url, body, created) VALUES (?, ?, ?, ?, ?, ?)",
        *(event, kind, payment["id"], payment["webhook_url"]),
        *(json.dumps(body, ensure_ascii=False), created),
    )
    hold = post.delay + provider.faults.hold(provider.settings.shuffle_seconds)
    for _ in range(post.copies + provider.faults.duplicate):
        _queue(provider, event, hold, "withheld" if post.lost else "pending")


def resend(provider: Provider, event: str) -> dict[str, object]:
    """Queue one more delivery of an event; returns the event. Raises NotFoundError."""
    with provider.books.transaction():
        shown(provider, event)
        _queue(provider, event, 0.0, "pending")
    return shown(provider, event)


def shown(provider: Provider, event: str) -> dict[str, object]:
    """Return an event as JSON with every delivery and attempt. Raises NotFoundError."""
    row = provider.books.row("SELECT id, body FROM event WHERE id = ?", event)
    if row is None:
        raise NotFoundError
    return _shown(provider, row)


def listed(provider: Provider, payment: str) -> list[dict[str, object]]:
    """Return the events of one payment, the oldest first."""
    rows = provider.books.rows(
        "SELECT id, body FROM event WHERE payment = ? ORDER BY position", payment
    )
    return [_shown(provider, row) for row in rows]


def _queue(provider: Provider, event: str, hold: float, state: str) -> None:
    provider.books.write(
        "INSERT INTO delivery (event, state, due) VALUES (?, ?, ?)",
        *(event, state, time.time() + hold),
    )
    provider.courier.wake()


def _shown(provider: Provider, row: sqlite3.Row) -> dict[str, object]:
    told: dict[str, object] = json.loads(row["body"])
    return {**told, "deliveries": _deliveries(provider, row["id"])}


def _deliveries(provider: Provider, event: str) -> list[dict[str, object]]:
    attempts: dict[int, list[dict[str, object]]] = {}
    heads: dict[int, dict[str, object]] = {}
    for row in provider.books.rows(WITH_DELIVERY, event):
        made = attempts.setdefault(row["id"], [])
        waits = row["due"] if row["state"] == "pending" else None
        heads[row["id"]] = {"state": row["state"], "next_attempt_at": waits, "attempts": made}
        if row["number"] is not None:
            made.append(_attempt(row))
    return list(heads.values())


def _attempt(row: sqlite3.Row) -> dict[str, object]:
    return {key: row[key] for key in ("number", "at", "status", "error", "duration_ms")}
