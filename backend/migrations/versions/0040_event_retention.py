"""events can be pruned: what was told of one keeps its id, not its row"""

from alembic import op

revision = "0040_event_retention"
down_revision = "0023_plan_version"
branch_labels = None
depends_on = None

_TOLD = ("mail", "notification")


def upgrade() -> None:
    for table in _TOLD:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT fk_{table}_event_id")


def downgrade() -> None:
    for table in _TOLD:
        # Not for the rows that are there: their events may be gone.
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_event_id"
            " FOREIGN KEY (event_id) REFERENCES event (id) NOT VALID"
        )
