"""a repeated request is told again where the thing that it made is"""

import sqlalchemy as sa
from alembic import op

revision = "0053_idempotency_location"
down_revision = "0052_trace_of_a_job"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency_key", sa.Column("location", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("idempotency_key", "location")
