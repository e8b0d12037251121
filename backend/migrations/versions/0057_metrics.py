"""samples also say disk and network; averages by hour and by day draw a year"""

import sqlalchemy as sa
from alembic import op

revision = "0057_metrics"
down_revision = "0056_checklist"
branch_labels = None
depends_on = None

_OLD = ("cpu_percent", "memory_mb")
_NEW = ("disk_mb", "disk_read_rate", "disk_write_rate", "network_in_rate", "network_out_rate")


def _key(table: str, columns: tuple[str, ...]) -> None:
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}, ADD CONSTRAINT pk_{table}"
        f" PRIMARY KEY (service_id, at) INCLUDE ({', '.join(columns)})"
    )


def _create(table: str) -> None:
    op.create_table(
        table,
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.REAL(), nullable=False) for name in _OLD),
        *(sa.Column(name, sa.REAL(), nullable=True) for name in _NEW),
        sa.Column("samples", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "service_id",
            "at",
            name=f"pk_{table}",
            postgresql_include=[*_OLD, *_NEW, "samples"],
        ),
    )
    op.create_index(f"ix_{table}_at", table, ["at"])
    # The newest rows are rewritten in place until their slot is over.
    op.execute(f"ALTER TABLE {table} SET (fillfactor = 80)")


def upgrade() -> None:
    for table in ("sample", "sample_rollup"):
        for name in _NEW:
            op.add_column(table, sa.Column(name, sa.REAL(), nullable=True))
    _key("sample", (*_OLD, *_NEW))
    _key("sample_rollup", (*_OLD, *_NEW, "samples"))
    _create("sample_hour")
    _create("sample_day")


def downgrade() -> None:
    op.drop_table("sample_day")
    op.drop_table("sample_hour")
    _key("sample", _OLD)
    _key("sample_rollup", (*_OLD, "samples"))
    for table in ("sample", "sample_rollup"):
        for name in reversed(_NEW):
            op.drop_column(table, name)
