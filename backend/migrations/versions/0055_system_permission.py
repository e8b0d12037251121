"""roles may hold system:read"""

import sqlalchemy as sa
from alembic import op

revision = "0055_system_permission"
down_revision = "0054_backups"
branch_labels = None
depends_on = None

_NAME = "ck_role_permissions_known"
_MANAGE = "'settings:manage'::character varying"
_READ = "'system:read'::character varying"


def _replace(old: str, new: str) -> None:
    """Write the list of known permissions anew, whatever else is in it by now."""
    asked = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    definition = op.get_bind().scalar(asked, {"name": _NAME})
    op.execute(f"ALTER TABLE role DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE role ADD CONSTRAINT {_NAME} {definition.replace(old, new)}")


def upgrade() -> None:
    _replace(_MANAGE, f"{_MANAGE}, {_READ}")


def downgrade() -> None:
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'system:read')")
    _replace(f"{_MANAGE}, {_READ}", _MANAGE)
