"""what a tick finds out about the installation: its certificate, its disk"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0049_system_facts"
down_revision = "0048_periodic_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "system_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "certificate",
                "disk",
                name="factname",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_fact")),
        sa.UniqueConstraint("name", name=op.f("uq_system_fact_name")),
    )


def downgrade() -> None:
    op.drop_table("system_fact")
