"""staff hold services and end them, with a reason"""

import sqlalchemy as sa
from alembic import op

revision = "0069_holds"
down_revision = "0068_payments_and_backups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("service", sa.Column("hold_reason", sa.String(), nullable=True))
    op.add_column("service", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("service", sa.Column("cancel_reason", sa.String(), nullable=True))
    op.create_check_constraint(
        "hold_whole", "service", "num_nulls(held_at, hold_reason) IN (0, 2)"
    )
    op.create_check_constraint(
        "cancel_whole", "service", "num_nulls(ends_at, cancel_reason) IN (0, 2)"
    )
    op.create_index(
        "ix_service_held",
        "service",
        ["held_at"],
        postgresql_where=sa.text("held_at IS NOT NULL"),
    )
    op.create_index(
        "ix_subscription_ending",
        "subscription",
        ["paid_through"],
        postgresql_where=sa.text("status = 'cancel_at_period_end'"),
    )


def downgrade() -> None:
    op.drop_index("ix_subscription_ending", "subscription")
    op.drop_index("ix_service_held", "service")
    for column in ("cancel_reason", "ends_at", "hold_reason", "held_at"):
        op.drop_column("service", column)
