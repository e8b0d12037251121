"""Who is behind a session or an API token, each in one statement."""

from sqlalchemy import (
    ColumnElement,
    DateTime,
    String,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    update,
)
from sqlmodel import col

from app.auth.permissions import Permission
from app.dao.base import table_of
from app.dao.read import JsonQuery
from app.dao.write import JsonCommand
from app.features.accounts.models import AccountMember, ApiToken
from app.features.roles.models import Role, StaffRole
from app.features.users.models import AuthSession, User

NOW = bindparam("now", type_=DateTime(timezone=True))


def lasting(now: ColumnElement[object] | object) -> ColumnElement[bool]:
    """Tell the memberships that have not run out by then."""
    return or_(col(AccountMember.expires_at).is_(None), col(AccountMember.expires_at) > now)


_MEMBERSHIP = (
    select(
        col(AccountMember.account_id),
        col(AccountMember.role),
        col(AccountMember.services),
        col(AccountMember.expires_at),
    )
    .where(
        lasting(NOW),
        col(AccountMember.user_id) == col(AuthSession.user_id),
        or_(
            col(AuthSession.account_id).is_(None),
            col(AuthSession.account_id) == col(AccountMember.account_id),
        ),
    )
    .order_by(col(AccountMember.id))
    .limit(1)
    .correlate(AuthSession)
    .lateral("membership")
)

_STAFF_PERMISSIONS = (
    select(func.unnest(col(Role.permissions)))
    .join(StaffRole, col(StaffRole.role_id) == col(Role.id))
    .where(col(StaffRole.user_id) == col(AuthSession.user_id))
    .correlate(AuthSession)
    .scalar_subquery()
)

_staff = table_of(User).alias()
_theirs = table_of(AuthSession).alias()
_STILL_ALLOWED = (
    select(_staff.c.id)
    .join(_theirs, _theirs.c.user_id == _staff.c.id)
    .join(StaffRole, col(StaffRole.user_id) == _staff.c.id)
    .join(Role, col(Role.id) == col(StaffRole.role_id))
    .where(
        _staff.c.id == col(AuthSession.impersonator_id),
        _staff.c.is_active,
        _theirs.c.id == col(AuthSession.impersonator_session_id),
        _theirs.c.revoked_at.is_(None),
        _theirs.c.expires_at > NOW,
        func.array_position(col(Role.permissions), Permission.USERS_IMPERSONATE.value).is_not(None),
    )
    .correlate(AuthSession)
    .exists()
)
"""Staff who act as a customer: still there, still signed in, still with the permission."""

PRINCIPAL = JsonQuery(
    rows=select(
        col(AuthSession.user_id),
        _MEMBERSHIP.c.account_id,
        _MEMBERSHIP.c.role,
        _MEMBERSHIP.c.services,
        col(AuthSession.version),
        col(AuthSession.authenticated_at),
        col(AuthSession.second_factor),
        col(AuthSession.impersonator_id),
        func.array(_STAFF_PERMISSIONS).label("staff_permissions"),
        func.least(col(AuthSession.expires_at), _MEMBERSHIP.c.expires_at).label("expires_at"),
    )
    .join(User, col(User.id) == col(AuthSession.user_id))
    .outerjoin(_MEMBERSHIP, true())
    .where(
        col(AuthSession.id) == bindparam("session_id", type_=Uuid()),
        col(AuthSession.revoked_at).is_(None),
        col(AuthSession.expires_at) > NOW,
        col(User.is_active),
        or_(col(AuthSession.impersonator_id).is_(None), _STILL_ALLOWED),
    )
)
"""Whoever is behind a live session, in one statement."""

TOKEN = JsonQuery(
    rows=select(
        col(ApiToken.id),
        col(ApiToken.account_id),
        col(ApiToken.user_id),
        col(ApiToken.permissions),
        col(ApiToken.services),
        col(ApiToken.networks),
        col(ApiToken.last_used_at),
        col(User.is_active).label("active"),
        col(AccountMember.role),
        col(AccountMember.services).label("member_services"),
        func.least(col(ApiToken.expires_at), col(AccountMember.expires_at)).label("expires_at"),
    )
    .join(User, col(User.id) == col(ApiToken.user_id))
    .outerjoin(
        AccountMember,
        and_(
            col(AccountMember.account_id) == col(ApiToken.account_id),
            col(AccountMember.user_id) == col(ApiToken.user_id),
            lasting(NOW),
        ),
    )
    .where(
        col(ApiToken.digest) == bindparam("digest", type_=String()),
        col(ApiToken.revoked_at).is_(None),
        col(ApiToken.expires_at) > NOW,
    )
)
"""A live API token, and the membership of the person who made it as it is now."""

_TOUCH = (
    update(ApiToken)
    .where(
        col(ApiToken.id) == bindparam("token_id", type_=Uuid()),
        or_(
            col(ApiToken.last_used_at).is_(None),
            col(ApiToken.last_used_at) <= bindparam("before", type_=DateTime(timezone=True)),
        ),
    )
    .values(last_used_at=NOW, last_used_ip=bindparam("ip", type_=String()))
    .returning(col(ApiToken.id))
)

TOUCH = JsonCommand(_TOUCH)
"""Notes that a token was used; no row where that was noted after `before`."""
