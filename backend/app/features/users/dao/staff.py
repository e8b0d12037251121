"""People as staff see them, and those who are staff."""

from typing import Any

from sqlalchemy import String, Uuid, column, func, or_, select, table
from sqlmodel import col

from app.dao.read import ReadSource, json_list
from app.features.roles.models import Role, StaffRole
from app.features.users.models import AuthSession, Passkey, Totp, User

_ROLES = (
    select(col(Role.id), col(Role.name), col(Role.built_in))
    .join(StaffRole, col(StaffRole.role_id) == col(Role.id))
    .where(col(StaffRole.user_id) == col(User.id))
    .order_by(col(Role.name))
    .correlate(User)
)
_LAST_SEEN = (
    select(func.max(col(AuthSession.last_used_at)))
    .where(col(AuthSession.user_id) == col(User.id), col(AuthSession.impersonator_id).is_(None))
    .correlate(User)
    .scalar_subquery()
)
_SECOND_FACTOR = or_(
    select(col(Totp.id))
    .where(col(Totp.user_id) == col(User.id), col(Totp.confirmed_at).is_not(None))
    .correlate(User)
    .exists(),
    select(col(Passkey.id)).where(col(Passkey.user_id) == col(User.id)).correlate(User).exists(),
)
_STAFF = (
    select(col(StaffRole.id)).where(col(StaffRole.user_id) == col(User.id)).correlate(User).exists()
)

# Accounts belong to a feature above this one: the columns are named here, nothing is imported.
_MEMBER = table(
    "account_member",
    column("user_id", Uuid()),
    column("account_id", Uuid()),
    column("role", String()),
)
_ACCOUNT = table("account", column("id", Uuid()), column("name", String()))
_ACCOUNTS = (
    select(_ACCOUNT.c.id, _ACCOUNT.c.name, _MEMBER.c.role)
    .join(_MEMBER, _MEMBER.c.account_id == _ACCOUNT.c.id)
    .where(_MEMBER.c.user_id == col(User.id))
    .order_by(_ACCOUNT.c.name)
    .correlate(User)
)

_PERSON: tuple[Any, ...] = (
    col(User.id),
    col(User.email),
    col(User.name),
    col(User.is_active).label("active"),
    col(User.is_verified).label("email_verified"),
    _SECOND_FACTOR.label("second_factor"),
    json_list(_ROLES).label("roles"),
    _LAST_SEEN.label("last_seen_at"),
    col(User.created_at),
)
_SEARCH = (col(User.name), col(User.email))

USERS = ReadSource(
    rows=select(*_PERSON, json_list(_ACCOUNTS).label("accounts")),
    key=col(User.id),
    search=_SEARCH,
    filters={"staff": _STAFF, "active": col(User.is_active)},
)
STAFF = ReadSource(rows=select(*_PERSON).where(_STAFF), key=col(User.id), search=_SEARCH)
