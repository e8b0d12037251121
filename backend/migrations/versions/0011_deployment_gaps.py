"""Sealed secrets of letters, and an index for their retention."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("ck_mail_sent_without_secrets"), "mail", "state <> 'sent' OR sealed IS NULL"
    )
    op.create_index("ix_mail_created", "mail", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_mail_created", table_name="mail")
    op.drop_constraint(op.f("ck_mail_sent_without_secrets"), "mail", type_="check")
    op.drop_column("mail", "sealed")
