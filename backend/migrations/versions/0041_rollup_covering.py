"""the roll-ups' key carries what graphs read, so that a graph is one range of the index"""

from alembic import op

revision = "0041_rollup_covering"
down_revision = "0040_event_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE sample_rollup DROP CONSTRAINT pk_sample_rollup,"
        " ADD CONSTRAINT pk_sample_rollup PRIMARY KEY (service_id, at)"
        " INCLUDE (cpu_percent, memory_mb, samples)"
    )


def downgrade() -> None:
    op.execute(
        "ALTER TABLE sample_rollup DROP CONSTRAINT pk_sample_rollup,"
        " ADD CONSTRAINT pk_sample_rollup PRIMARY KEY (service_id, at)"
    )
