"""sent e-mails for staff: whose they are, what they said, what failed, what was sent once more"""

import sqlalchemy as sa
from alembic import op

revision = "0067_sent_mails"
down_revision = "0066_mrr_of_an_account"
branch_labels = None
depends_on = None

_NAME = "ck_role_permissions_known"
_BEFORE = "'mail:templates'::character varying"
_NEW = ("mail:read", "mail:manage")
_ADDED = "".join(f"'{one}'::character varying, " for one in _NEW)
_PERSONAL = (
    "('verification', 'registration_repeated', 'password_reset', 'password_changed',"
    " 'email_change', 'email_change_notice', 'email_changed', 'second_factor', 'new_place',"
    " 'data_export')"
)


def _replace(old: str, new: str) -> None:
    """Write the list of known permissions anew, whatever else is in it by now."""
    asked = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    definition = op.get_bind().scalar(asked, {"name": _NAME})
    op.execute(f"ALTER TABLE role DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE role ADD CONSTRAINT {_NAME} {definition.replace(old, new)}")


def _find_customers() -> None:
    """Say of what was sent whom it was about, where what it says tells it."""
    op.execute(
        f"""
        UPDATE mail SET account_id = COALESCE(
            (SELECT account_id FROM invoice WHERE id::text = mail.params ->> 'invoice_id'),
            (SELECT account_id FROM service WHERE id::text = mail.params ->> 'service_id'),
            (SELECT account_id FROM account_member
             WHERE mail.template IN {_PERSONAL}
                 AND account_member.user_id = mail.user_id AND role = 'owner'
             ORDER BY created_at, id LIMIT 1)
        )
        """
    )


def upgrade() -> None:
    _replace(_BEFORE, f"{_ADDED}{_BEFORE}")
    op.add_column("mail", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.add_column("mail", sa.Column("subject", sa.String(), nullable=True))
    op.add_column("mail", sa.Column("body", sa.String(), nullable=True))
    op.add_column("mail", sa.Column("original_id", sa.Uuid(), nullable=True))
    _find_customers()
    op.create_foreign_key(
        op.f("fk_mail_account_id_account"), "mail", "account", ["account_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_mail_original_id_mail"),
        "mail",
        "mail",
        ["original_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.drop_index("ix_mail_created", "mail")
    op.create_index("ix_mail_created", "mail", ["created_at", "id"])
    op.create_index("ix_mail_state", "mail", ["state", "created_at", "id"])
    op.create_index("ix_mail_template", "mail", ["template", "created_at", "id"])
    op.create_index("ix_mail_account", "mail", ["account_id", "created_at", "id"])
    op.create_index(
        "ix_mail_original",
        "mail",
        ["original_id", "created_at"],
        postgresql_where=sa.text("original_id IS NOT NULL"),
    )
    op.create_index(
        "ix_mail_search",
        "mail",
        [sa.text("(recipient) gin_trgm_ops")],
        postgresql_using="gin",
    )
    op.create_table(
        "mail_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_failure")),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name=op.f("fk_mail_failure_mail_id_mail"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_mail_failure_mail_id"), "mail_failure", ["mail_id"])


def downgrade() -> None:
    op.drop_table("mail_failure")
    for name in ("search", "original", "account", "template", "state", "created"):
        op.drop_index(f"ix_mail_{name}", "mail")
    op.create_index("ix_mail_created", "mail", ["created_at"])
    for column in ("original_id", "body", "subject", "account_id"):
        op.drop_column("mail", column)
    for one in _NEW:
        op.execute(f"UPDATE role SET permissions = array_remove(permissions, '{one}')")
    _replace(f"{_ADDED}{_BEFORE}", _BEFORE)
