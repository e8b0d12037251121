"""Payments: made by the merchant, ended once by the payer or the merchant."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from sandbox.payments import events
from sandbox.payments.errors import NotFoundError, WrongStateError
from sandbox.payments.orders import PaymentOrder
from sandbox.payments.provider import Provider, new_id, unix_now

End = Literal["succeeded", "failed", "cancelled"]
AT_ONCE = events.Post()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payments to list: by the merchant's id, made at or after a time, after another one."""

    reference: str | None = None
    created_after: int = 0
    starting_after: str | None = None
    limit: int = 100


def create(provider: Provider, order: PaymentOrder) -> dict[str, object]:
    """Write a pending payment and return its JSON; call inside a transaction."""
    payment = new_id("pay")
    provider.books.write(
        "INSERT INTO payment (id, amount, currency, description, reference,"
        " return_url, webhook_url, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(payment, order.amount, order.currency, order.description, order.reference),
        *(order.return_url, order.webhook_url, unix_now()),
    )
    return shown(provider, found(provider, payment))


def found(provider: Provider, payment: str) -> sqlite3.Row:
    """Return the payment's row. Raises NotFoundError."""
    row = provider.books.row("SELECT * FROM payment WHERE id = ?", payment)
    if row is None:
        raise NotFoundError
    return row


def finish(provider: Provider, payment: str, end: End, post: events.Post = AT_ONCE) -> sqlite3.Row:
    """End a pending payment, tell the merchant by `post`, return the new row.

    The same end again changes nothing. Raises NotFoundError, WrongStateError.
    """
    with provider.books.transaction():
        row = found(provider, payment)
        if row["status"] == end:
            return row
        if row["status"] != "pending":
            raise WrongStateError
        provider.books.write(
            "UPDATE payment SET status = ?, finished = ?, failure_code = ? WHERE id = ?",
            *(end, unix_now(), "declined" if end == "failed" else None, payment),
        )
        row = found(provider, payment)
        events.record(provider, f"payment.{end}", row, shown(provider, row), post)
    return row


def listed(provider: Provider, wanted: Wanted) -> dict[str, object]:
    """Return one page of payments as JSON, the oldest first. Raises NotFoundError."""
    after = found(provider, wanted.starting_after)["position"] if wanted.starting_after else 0
    rows = provider.books.rows(
        "SELECT * FROM payment WHERE created >= ?1 AND position > ?2"
        " AND (?3 IS NULL OR reference = ?3) ORDER BY position LIMIT ?4",
        *(wanted.created_after, after, wanted.reference, wanted.limit + 1),
    )
    page = [shown(provider, row) for row in rows[: wanted.limit]]
    return {"data": page, "has_more": len(rows) > wanted.limit}


def shown(provider: Provider, row: sqlite3.Row) -> dict[str, object]:
    """Return a payment as JSON; money in minor units, times in Unix seconds."""
    return {
        "id": row["id"],
        "status": row["status"],
        "amount": row["amount"],
        "amount_captured": row["amount"] if row["status"] == "succeeded" else 0,
        "amount_refunded": row["refunded"],
        "currency": row["currency"],
        "description": row["description"],
        "reference": row["reference"],
        "checkout_url": f"{provider.settings.public_url}/checkout/{row['id']}",
        "return_url": row["return_url"],
        "webhook_url": row["webhook_url"],
        "failure_code": row["failure_code"],
        "created": row["created"],
        "finished": row["finished"],
    }
