"""What of billing stands against another currency of the installation."""

from sqlalchemy import select
from sqlmodel import col

from app.dao.currency import CURRENCY
from app.features.billing.models import Invoice, LedgerAccount, Payment

USES = {
    "invoice": select(col(Invoice.id)).where(col(Invoice.currency) != CURRENCY),
    "payment": select(col(Payment.id)).where(col(Payment.currency) != CURRENCY),
    "ledger_account": select(col(LedgerAccount.id)).where(col(LedgerAccount.currency) != CURRENCY),
}
