"""Exports and erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    states = ("pending", "ready", "expired")
    op.create_table(
        "data_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *states, name="exportstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("token_digest", sa.String(), nullable=True),
        _moment("requested_at"),
        _moment("ready_at", nullable=True),
        _moment("expires_at", nullable=True),
        sa.CheckConstraint(
            "state <> 'ready' OR num_nulls(bytes, ready_at, expires_at) = 0",
            name=op.f("ck_data_export_ready"),
        ),
        sa.CheckConstraint(
            "state <> 'pending' OR ready_at IS NULL", name=op.f("ck_data_export_pending")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_data_export_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
        sa.UniqueConstraint("file", name=op.f("uq_data_export_file")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_data_export_token_digest")),
    )
    op.create_index(op.f("ix_data_export_user_id"), "data_export", ["user_id"])
    op.create_index(
        "uq_data_export_pending",
        "data_export",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_data_export_living",
        "data_export",
        ["state"],
        postgresql_where=sa.text("state <> 'expired'"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _moment("erased_at"),
        _moment("finished_at", nullable=True),
        sa.CheckConstraint(
            "(sealed IS NULL) = (finished_at IS NOT NULL)", name=op.f("ck_erasure_finished")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_erasure_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("user_id", name=op.f("uq_erasure_user_id")),
    )


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_table("data_export")
