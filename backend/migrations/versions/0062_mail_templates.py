"""templates of mails that staff write, and the permission to"""

import sqlalchemy as sa
from alembic import op

revision = "0062_mail_templates"
down_revision = "0061_legal_documents"
branch_labels = None
depends_on = None

_NAME = "ck_role_permissions_known"
_BEFORE = "'jobs:read'::character varying"
_NEW = "mail:templates"
_ADDED = f"'{_NEW}'::character varying, "


def _replace(old: str, new: str) -> None:
    """Write the list of known permissions anew, whatever else is in it by now."""
    asked = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    definition = op.get_bind().scalar(asked, {"name": _NAME})
    op.execute(f"ALTER TABLE role DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE role ADD CONSTRAINT {_NAME} {definition.replace(old, new)}")


def upgrade() -> None:
    _replace(_BEFORE, f"{_ADDED}{_BEFORE}")
    op.create_table(
        "mail_template_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(subject IS NULL) = (body IS NULL)", name=op.f("ck_mail_template_version_whole")
        ),
        sa.CheckConstraint(
            "locale IN ('ru', 'en')", name=op.f("ck_mail_template_version_locale")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_template_version")),
        sa.UniqueConstraint(
            "template",
            "locale",
            "version",
            name="uq_mail_template_version_template_locale_version",
        ),
    )


def downgrade() -> None:
    op.drop_table("mail_template_version")
    op.execute(f"UPDATE role SET permissions = array_remove(permissions, '{_NEW}')")
    _replace(f"{_ADDED}{_BEFORE}", _BEFORE)
