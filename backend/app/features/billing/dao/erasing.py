"""What of money stands against erasing a person."""

from sqlalchemy import any_, func, select
from sqlmodel import col

from app.dao.export import OWNED_ACCOUNTS
from app.features.billing.errors import BalanceLeftError, InvoicesOpenError, PaymentsOpenError
from app.features.billing.models import (
    Invoice,
    InvoiceStatus,
    LedgerAccount,
    LedgerKind,
    LedgerPosting,
    Payment,
    PaymentStatus,
)
from app.manifest import Obstacle

_MAY_ARRIVE = (
    PaymentStatus.CREATED,
    PaymentStatus.PENDING,
    PaymentStatus.REQUIRES_ACTION,
    PaymentStatus.UNKNOWN,
)

OBSTACLES = (
    Obstacle(
        30,
        InvoicesOpenError,
        select(col(Invoice.id)).where(
            col(Invoice.account_id) == any_(OWNED_ACCOUNTS),
            col(Invoice.status) == InvoiceStatus.ISSUED,
        ),
    ),
    Obstacle(
        40,
        PaymentsOpenError,
        select(col(Payment.id)).where(
            col(Payment.account_id) == any_(OWNED_ACCOUNTS), col(Payment.status).in_(_MAY_ARRIVE)
        ),
    ),
    Obstacle(
        50,
        BalanceLeftError,
        select(col(LedgerAccount.id))
        .join(LedgerPosting, col(LedgerPosting.ledger_account_id) == col(LedgerAccount.id))
        .where(
            col(LedgerAccount.account_id) == any_(OWNED_ACCOUNTS),
            col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
        )
        .group_by(col(LedgerAccount.id))
        .having(func.sum(col(LedgerPosting.amount)) > 0),
    ),
)
