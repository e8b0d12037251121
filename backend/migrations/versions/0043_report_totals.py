"""large totals of the overview are counted beforehand, and indexes serve the others"""

import sqlalchemy as sa
from alembic import op

revision = "0043_report_totals"
down_revision = "0042_pulled_jobs"
branch_labels = None
depends_on = None

_NAMES = (
    "mrr",
    "active_services",
    "orders_today",
    "paid_orders_waiting",
    "failed_operations",
    "unpaid_invoices",
    "unpaid_total",
    "pending_jobs",
    "dead_jobs",
)
_INDEXES = {
    "ix_invoice_unpaid": "invoice (account_id) INCLUDE (currency, total) WHERE status = 'issued'",
    "ix_service_operation_id": "service (operation_id) WHERE operation_id IS NOT NULL",
    "ix_subscription_mrr": (
        "subscription (currency) INCLUDE (period, amount) WHERE status IN ('active', 'past_due')"
    ),
}


def upgrade() -> None:
    name = sa.Enum(*_NAMES, name="totalname", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "report_total",
        sa.Column("name", name, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_report_total")),
    )
    for index, on in _INDEXES.items():
        op.execute(f"CREATE INDEX {index} ON {on}")


def downgrade() -> None:
    for index in _INDEXES:
        op.execute(f"DROP INDEX {index}")
    op.drop_table("report_total")
