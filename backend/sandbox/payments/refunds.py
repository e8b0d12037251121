"""Refunds: given back at once, never more than was captured."""

import sqlite3

from sandbox.payments import events, payments
from sandbox.payments.errors import (
    InvalidError,
    NotFoundError,
    RefundTooLargeError,
    WrongStateError,
)
from sandbox.payments.orders import RefundOrder
from sandbox.payments.provider import Provider, new_id, unix_now

REFUND = """
    SELECT refund.*, payment.currency, payment.reference
    FROM refund JOIN payment ON payment.id = refund.payment
"""


def create(provider: Provider, order: RefundOrder) -> dict[str, object]:
    """Give money back, tell the merchant, return the refund; call inside a transaction.

    Raises InvalidError (no such payment), WrongStateError, RefundTooLargeError.
    """
    payment = _payment(provider, order.payment)
    if payment["status"] != "succeeded":
        raise WrongStateError
    if order.amount > payment["amount"] - payment["refunded"]:
        raise RefundTooLargeError(param="amount")
    provider.books.write(
        "UPDATE payment SET refunded = refunded + ? WHERE id = ?", order.amount, order.payment
    )
    refund = new_id("re")
    provider.books.write(
        "INSERT INTO refund (id, payment, amount, created) VALUES (?, ?, ?, ?)",
        *(refund, order.payment, order.amount, unix_now()),
    )
    told = found(provider, refund)
    events.record(provider, "refund.succeeded", payment, told, events.Post())
    return told


def found(provider: Provider, refund: str) -> dict[str, object]:
    """Return a refund as JSON. Raises NotFoundError."""
    row = provider.books.row(f"{REFUND} WHERE refund.id = ?", refund)
    if row is None:
        raise NotFoundError
    return _shown(row)


def listed(provider: Provider, payment: str | None = None) -> list[dict[str, object]]:
    """Return the refunds of one payment, or all of them, the oldest first."""
    rows = provider.books.rows(
        f"{REFUND} WHERE ?1 IS NULL OR refund.payment = ?1 ORDER BY refund.position", payment
    )
    return [_shown(row) for row in rows]


def _payment(provider: Provider, payment: str) -> sqlite3.Row:
    try:
        return payments.found(provider, payment)
    except NotFoundError:
        raise InvalidError(param="payment", message="No such payment.") from None


def _shown(row: sqlite3.Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "status": "succeeded",
        "payment": row["payment"],
        "amount": row["amount"],
        "currency": row["currency"],
        "reference": row["reference"],
        "created": row["created"],
    }
