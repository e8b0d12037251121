"""The version of the plan an operation was begun under."""

import sqlalchemy as sa
from alembic import op

revision = "0023_plan_version"
down_revision = "0031_list_indexes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "operation",
        sa.Column("plan_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("operation", "plan_version")
