"""jobs carry the trace of what caused them"""

import sqlalchemy as sa
from alembic import op

revision = "0052_trace_of_a_job"
down_revision = "0051_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("trace", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "trace")
