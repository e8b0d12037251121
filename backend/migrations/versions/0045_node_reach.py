"""nodes say where the panel reaches their ports, and how far they are over-committed"""

import sqlalchemy as sa
from alembic import op

revision = "0045_node_reach"
down_revision = "0044_report_totals_of_jobs"
branch_labels = None
depends_on = None

_OVERCOMMIT = (
    "cpu_overcommit_percent BETWEEN 100 AND 3200"
    " AND memory_overcommit_percent BETWEEN 100 AND 400"
)


def upgrade() -> None:
    op.add_column("node", sa.Column("internal_host", sa.String(), nullable=False, server_default=""))
    for name in ("cpu_overcommit_percent", "memory_overcommit_percent"):
        op.add_column("node", sa.Column(name, sa.Integer(), nullable=False, server_default="100"))
    op.create_check_constraint(op.f("ck_node_overcommit"), "node", _OVERCOMMIT)
    # The release before this one writes nodes without them; the defaults go with the next.


def downgrade() -> None:
    op.drop_constraint(op.f("ck_node_overcommit"), "node", type_="check")
    for name in ("memory_overcommit_percent", "cpu_overcommit_percent", "internal_host"):
        op.drop_column("node", name)
