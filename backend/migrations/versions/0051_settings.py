"""settings that the owner changes from the panel, each change a version"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051_settings"
down_revision = "0051_catalog_editor"
branch_labels = None
depends_on = None

_GROUPS = ("company", "locale", "mail", "registration", "retention")


def upgrade() -> None:
    op.create_table(
        "setting_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "setting_group",
            sa.Enum(
                *_GROUPS,
                name="settinggroup",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_version")),
        sa.UniqueConstraint("setting_group", "version", name="uq_setting_version_group_version"),
    )


def downgrade() -> None:
    op.drop_table("setting_version")
