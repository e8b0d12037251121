"""Keep prices as wide as the invoices made of them."""

from alembic import op

revision = "0023_price_bigint"
down_revision = "0022_unresolved_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rewrites `price`, a table of a few hundred rows."""
    op.execute(
        "ALTER TABLE price ALTER COLUMN amount TYPE bigint, ALTER COLUMN setup_fee TYPE bigint"
    )


def downgrade() -> None:
    """Fails where a price does not fit any more."""
    op.execute(
        "ALTER TABLE price ALTER COLUMN amount TYPE integer, ALTER COLUMN setup_fee TYPE integer"
    )
