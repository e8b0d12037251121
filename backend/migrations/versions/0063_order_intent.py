"""an account keeps what its owner was about to order"""

import sqlalchemy as sa
from alembic import op

revision = "0063_order_intent"
down_revision = "0062_mail_templates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("intended_plan", sa.String(), nullable=True))
    op.add_column("account", sa.Column("intended_period", sa.String(), nullable=True))
    op.add_column("account", sa.Column("intended_until", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        "intended_whole",
        "account",
        "num_nulls(intended_plan, intended_period, intended_until) IN (0, 3)",
    )


def downgrade() -> None:
    op.drop_column("account", "intended_until")
    op.drop_column("account", "intended_period")
    op.drop_column("account", "intended_plan")
