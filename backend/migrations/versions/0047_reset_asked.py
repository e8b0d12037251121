"""password resets are paced apart from the mail of the sign-up"""

import sqlalchemy as sa
from alembic import op

revision = "0047_reset_asked"
down_revision = "0046_versions_of_shared_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("reset_asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "reset_asked_at")
