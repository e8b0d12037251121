"""backups as staff see them, and the hold of background work"""

import sqlalchemy as sa
from alembic import op

revision = "0054_backups"
down_revision = "0053_idempotency_location"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_hold")),
    )
    op.create_table(
        "backup",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("scheduled", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'done' OR finished_at IS NOT NULL", name=op.f("ck_backup_finished")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'running', 'done', 'failed', 'removed')",
            name=op.f("ck_backup_backupstate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    op.create_index("ix_backup_created", "backup", ["created_at", "id"])
    op.create_index(
        "uq_backup_active",
        "backup",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'running')"),
    )


def downgrade() -> None:
    op.drop_table("backup")
    op.drop_table("work_hold")
