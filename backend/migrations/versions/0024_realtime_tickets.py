"""One-time tickets for sockets."""

import sqlalchemy as sa
from alembic import op

revision = "0024_realtime_tickets"
down_revision = "0021_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "realtime_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("events", name="ticketpurpose", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_realtime_ticket")),
        sa.UniqueConstraint("digest", name=op.f("uq_realtime_ticket_digest")),
    )
    op.create_index(op.f("ix_realtime_ticket_expires_at"), "realtime_ticket", ["expires_at"])


def downgrade() -> None:
    op.drop_table("realtime_ticket")
