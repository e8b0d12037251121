"""Name the reason of a failed billing run by the field's words."""

from alembic import op

revision = "0020_billing_error"
down_revision = "0020_runtime_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the columns; a metadata change, no table is rewritten."""
    op.alter_column("subscription", "trouble", new_column_name="billing_error")
    op.alter_column("subscription", "trouble_at", new_column_name="billing_error_at")


def downgrade() -> None:
    """Give the columns their old names back."""
    op.alter_column("subscription", "billing_error", new_column_name="trouble")
    op.alter_column("subscription", "billing_error_at", new_column_name="trouble_at")
