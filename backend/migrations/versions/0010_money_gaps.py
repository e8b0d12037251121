"""Reasons as codes with params, the notes of refunds, and which service a subscription is for."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A change of type rewrites the table without touching its append-only rows one by one.
_REASONS = """
    ALTER TABLE ledger_entry ALTER COLUMN reason TYPE jsonb USING CASE kind
        WHEN 'adjustment' THEN jsonb_build_object(
            'code', 'balance.adjusted', 'params', jsonb_build_object('reason', reason))
        WHEN 'credit_note' THEN jsonb_build_object(
            'code', 'refund.' || reason, 'params', details)
        WHEN 'payment' THEN jsonb_build_object('code', 'payment.captured', 'params', details)
        ELSE jsonb_build_object('code', 'invoice.paid_from_balance', 'params', details)
    END
"""
_PROSE = """
    ALTER TABLE ledger_entry ALTER COLUMN reason TYPE varchar USING CASE kind
        WHEN 'adjustment' THEN reason #>> '{params,reason}'
        WHEN 'credit_note' THEN substr(reason ->> 'code', 8)
        WHEN 'payment' THEN 'payment captured by the provider'
        ELSE 'invoice paid from the balance'
    END
"""


def upgrade() -> None:
    op.execute(_REASONS)
    op.add_column("credit_note", sa.Column("note", sa.String(), server_default="", nullable=False))
    op.add_column("subscription", sa.Column("service_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE subscription SET service_id = service.id FROM service"
        " WHERE service.subscription_id = subscription.id"
    )


def downgrade() -> None:
    op.drop_column("subscription", "service_id")
    op.drop_column("credit_note", "note")
    op.execute(_PROSE)
