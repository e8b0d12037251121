"""People as staff see them, and those who are staff."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    DateTime,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlmodel import col

from app.dao.actions import by_condition
from app.dao.keyset import by_name
from app.dao.read import JsonQuery, json_list
from app.dao.search import Search
from app.features.accounts.models import Account, AccountMember
from app.features.roles.models import Role, StaffRole
from app.features.users.models import AuthSession, Passkey, Totp, User
from app.features.users.schemas.staff import UserAction
from app.manifest import found_columns

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

_ACCOUNTS = (
    select(col(Account.id), col(Account.name), col(AccountMember.role))
    .join(AccountMember, col(AccountMember.account_id) == col(Account.id))
    .where(col(AccountMember.user_id) == col(User.id))
    .order_by(col(Account.name))
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
_SEARCH = Search(text=(col(User.name), col(User.email)))
_SORTS = {"name": by_name(col(User.name)), "email": by_name(col(User.email))}

_NOW = bindparam("now", type_=DateTime(timezone=True))
_HELD = bindparam("held", type_=ARRAY(String()))
_PERMISSIONS = func.array(
    select(func.unnest(col(Role.permissions)))
    .join(StaffRole, col(StaffRole.role_id) == col(Role.id))
    .where(col(StaffRole.user_id) == col(User.id))
    .correlate(User)
    .scalar_subquery()
)
_BELOW = and_(
    bindparam("manages", type_=Boolean()),
    _PERMISSIONS.op("<@", is_comparison=True)(_HELD),
    not_(_HELD.op("<@", is_comparison=True)(_PERMISSIONS)),
)
"""Whether the reader holds more than the person does, and may change such people."""

_SIGNED_IN = (
    select(col(AuthSession.id))
    .where(
        col(AuthSession.user_id) == col(User.id),
        col(AuthSession.revoked_at).is_(None),
        col(AuthSession.expires_at) > _NOW,
    )
    .correlate(User)
    .exists()
)
_MEMBER_NOW = (
    select(col(AccountMember.id))
    .where(
        col(AccountMember.user_id) == col(User.id),
        or_(col(AccountMember.expires_at).is_(None), col(AccountMember.expires_at) > _NOW),
    )
    .correlate(User)
    .exists()
)
_MAY: dict[UserAction, ColumnElement[bool]] = {
    UserAction.DISABLE: and_(_BELOW, col(User.is_active)),
    UserAction.ENABLE: and_(_BELOW, not_(col(User.is_active))),
    UserAction.RESET_SECOND_FACTOR: and_(_BELOW, _SECOND_FACTOR),
    UserAction.END_SESSIONS: and_(_BELOW, _SIGNED_IN),
    UserAction.IMPERSONATE: and_(
        bindparam("impersonates", type_=Boolean()), col(User.is_active), not_(_STAFF), _MEMBER_NOW
    ),
}
USERS = JsonQuery(
    rows=select(
        *_PERSON,
        json_list(_ACCOUNTS).label("accounts"),
        by_condition(_MAY).label("allowed_actions"),
    ),
    key=col(User.id),
    search=_SEARCH,
    sorts=_SORTS,
    filters={"active": col(User.is_active)},
    flags={"staff": _STAFF},
)
"""Everybody, as a reader who `held` these permissions, `manages` and `impersonates` people."""

SEARCHED = JsonQuery(
    rows=select(
        *found_columns(
            "user",
            col(User.id),
            func.coalesce(func.nullif(col(User.name), literal_column("''")), col(User.email)),
            detail=col(User.email),
        )
    ),
    key=col(User.id),
    search=Search(text=(col(User.name), col(User.email)), ids=(col(User.id),)),
    sorts={"created_at": col(User.created_at)},
)

STAFF = JsonQuery(
    rows=select(*_PERSON).where(_STAFF), key=col(User.id), search=_SEARCH, sorts=_SORTS
)
