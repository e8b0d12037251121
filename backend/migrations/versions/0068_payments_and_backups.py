"""settings may hold the payment provider and the backups' target; a backup names its key"""

import sqlalchemy as sa
from alembic import op

revision = "0068_payments_and_backups"
down_revision = "0067_sent_mails"
branch_labels = None
depends_on = None

_NAME = "ck_setting_version_settinggroup"
_BEFORE = ("checklist", "company", "locale", "mail", "registration", "retention")


def _allow(groups: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{group}'" for group in groups)
    op.drop_constraint(op.f(_NAME), "setting_version")
    op.create_check_constraint(op.f(_NAME), "setting_version", f"setting_group IN ({listed})")


def upgrade() -> None:
    _allow((*_BEFORE, "payments", "backups"))
    op.add_column("backup", sa.Column("key_fingerprint", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("backup", "key_fingerprint")
    op.execute("DELETE FROM setting_version WHERE setting_group IN ('payments', 'backups')")
    _allow(_BEFORE)
