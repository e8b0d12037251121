"""A job says when it was dispatched; NULL where no message was sent for it."""

from alembic import op

revision = "0019_dispatched_at"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE job RENAME COLUMN sent_at TO dispatched_at")
    op.execute("ALTER TABLE job ALTER COLUMN dispatched_at DROP NOT NULL")
    op.execute("UPDATE job SET dispatched_at = NULL WHERE dispatched_at = '-infinity'")


def downgrade() -> None:
    op.execute("UPDATE job SET dispatched_at = '-infinity' WHERE dispatched_at IS NULL")
    op.execute("ALTER TABLE job ALTER COLUMN dispatched_at SET NOT NULL")
    op.execute("ALTER TABLE job RENAME COLUMN dispatched_at TO sent_at")
