"""settings hold a brand, files are logos, and logos have a table"""

import sqlalchemy as sa
from alembic import op

revision = "0070_brand"
down_revision = "0069_holds"
branch_labels = None
depends_on = None

_GROUPS = (
    "backups",
    "checklist",
    "company",
    "locale",
    "mail",
    "payments",
    "registration",
    "retention",
)
_PURPOSES = ("avatar", "data_export")


def _allow(table: str, column: str, kind: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    name = f"ck_{table}_{kind}"
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({listed})")


def upgrade() -> None:
    _allow("setting_version", "setting_group", "settinggroup", (*_GROUPS, "brand"))
    _allow("file", "purpose", "filepurpose", (*_PURPOSES, "logo"))
    op.create_table(
        "brand_logo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_logo")),
        sa.UniqueConstraint("name", name=op.f("uq_brand_logo_name")),
    )


def downgrade() -> None:
    op.drop_table("brand_logo")
    op.execute("DELETE FROM file WHERE purpose = 'logo'")
    op.execute("DELETE FROM setting_version WHERE setting_group = 'brand'")
    _allow("file", "purpose", "filepurpose", _PURPOSES)
    _allow("setting_version", "setting_group", "settinggroup", _GROUPS)
