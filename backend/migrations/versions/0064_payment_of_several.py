"""a payment may be for several invoices"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0064_payment_of_several"
down_revision = "0063_order_intent"
branch_labels = None
depends_on = None

_OPEN = "status IN ('created', 'pending', 'requires_action', 'unknown')"


def upgrade() -> None:
    op.add_column("payment", sa.Column("invoice_ids", postgresql.ARRAY(sa.Uuid()), nullable=True))
    op.create_index(
        "uq_payment_open_of_invoices",
        "payment",
        ["account_id", "provider", "invoice_ids"],
        unique=True,
        postgresql_where=sa.text(f"invoice_ids IS NOT NULL AND {_OPEN}"),
    )
    op.create_check_constraint(
        "one_or_several", "payment", "invoice_ids IS NULL OR invoice_id IS NULL"
    )
    op.create_check_constraint("invoice_ids_some", "payment", "cardinality(invoice_ids) > 0")


def downgrade() -> None:
    op.drop_index("uq_payment_open_of_invoices", "payment")
    op.drop_column("payment", "invoice_ids")
