"""settings may hold whether the checklist of the first run is hidden"""

from alembic import op

revision = "0056_checklist"
down_revision = "0055_system_permission"
branch_labels = None
depends_on = None

_NAME = "ck_setting_version_settinggroup"
_BEFORE = ("company", "locale", "mail", "registration", "retention")


def _allow(groups: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{group}'" for group in groups)
    op.drop_constraint(op.f(_NAME), "setting_version")
    op.create_check_constraint(op.f(_NAME), "setting_version", f"setting_group IN ({listed})")


def upgrade() -> None:
    _allow((*_BEFORE, "checklist"))


def downgrade() -> None:
    op.execute("DELETE FROM setting_version WHERE setting_group = 'checklist'")
    _allow(_BEFORE)
