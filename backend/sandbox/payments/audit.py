"""The books as a whole, for comparing a merchant's ledger with the provider's own record."""

from sandbox.payments import payments, refunds
from sandbox.payments.provider import Provider

TOTALS = """
    SELECT currency, sum(amount) AS captured, sum(refunded) AS refunded
    FROM payment WHERE status = 'succeeded' GROUP BY currency ORDER BY currency
"""


def books(provider: Provider) -> dict[str, object]:
    """Return totals per currency in minor units, and every payment and refund, oldest first."""
    totals = provider.books.rows(TOTALS)
    rows = provider.books.rows("SELECT * FROM payment ORDER BY position")
    return {
        "captured": {row["currency"]: row["captured"] for row in totals},
        "refunded": {row["currency"]: row["refunded"] for row in totals},
        "payments": [payments.shown(provider, row) for row in rows],
        "refunds": refunds.listed(provider),
    }
