"""roles and accounts count their changes, so that editors do not write over each other"""

import sqlalchemy as sa
from alembic import op

revision = "0046_versions_of_shared_rows"
down_revision = "0045_node_reach"
branch_labels = None
depends_on = None

_TABLES = ("role", "account")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(
            table, sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "version")
