"""Count the calls that may have made a payment at its provider."""

from alembic import op

revision = "0022_unresolved_calls"
down_revision = "0022_notification_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Payments of earlier releases had one call; open ones are asked about by reconciliation."""
    op.execute(
        "ALTER TABLE payment ADD COLUMN unresolved_calls integer NOT NULL DEFAULT 1,"
        " ADD COLUMN last_call_at timestamptz NOT NULL DEFAULT now()"
    )
    op.execute("UPDATE payment SET last_call_at = created_at")
    op.execute(
        "ALTER TABLE payment ALTER COLUMN unresolved_calls DROP DEFAULT,"
        " ALTER COLUMN last_call_at DROP DEFAULT,"
        " ADD CONSTRAINT ck_payment_unresolved_calls CHECK (unresolved_calls >= 0)"
    )


def downgrade() -> None:
    """Forget the calls."""
    op.execute("ALTER TABLE payment DROP COLUMN unresolved_calls, DROP COLUMN last_call_at")
