"""Every statement on accounts, and the reads that join them to people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Row,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.read import ReadSource, json_list, json_object, money
from app.features.accounts.models import Account, AccountMember, MemberRole
from app.features.roles.models import Role, StaffRole
from app.features.users.models import AuthSession, User

_NOW = bindparam("now", type_=DateTime(timezone=True))

_MEMBERSHIP = (
    select(col(AccountMember.account_id), col(AccountMember.role), col(AccountMember.services))
    .where(
        or_(col(AccountMember.expires_at).is_(None), col(AccountMember.expires_at) > _NOW),
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

PRINCIPAL = ReadSource(
    rows=select(
        col(AuthSession.user_id),
        _MEMBERSHIP.c.account_id,
        _MEMBERSHIP.c.role,
        _MEMBERSHIP.c.services,
        col(AuthSession.version),
        col(AuthSession.proved_at),
        col(AuthSession.second_factor),
        col(AuthSession.impersonator_id),
        func.array(_STAFF_PERMISSIONS).label("staff_permissions"),
    )
    .join(User, col(User.id) == col(AuthSession.user_id))
    .outerjoin(_MEMBERSHIP, true())
    .where(
        col(AuthSession.id) == bindparam("session_id", type_=Uuid()),
        col(AuthSession.revoked_at).is_(None),
        col(AuthSession.expires_at) > _NOW,
        col(User.is_active),
    )
)
"""Whoever is behind a live session, in one statement."""

_MEMBERSHIPS = (
    select(col(Account.id), col(Account.name), col(Account.currency), col(AccountMember.role))
    .join(AccountMember, col(AccountMember.account_id) == col(Account.id))
    .where(col(AccountMember.user_id) == col(User.id))
    .order_by(col(AccountMember.id))
    .correlate(User)
)

_CHOSEN = (
    select(json_object(id=col(Account.id), name=col(Account.name), currency=col(Account.currency)))
    .where(col(Account.id) == bindparam("account_id", type_=Uuid()))
    .scalar_subquery()
)

ME = ReadSource(
    rows=select(
        col(User.id),
        col(User.email),
        col(User.name),
        col(User.phone),
        col(User.locale),
        col(User.theme),
        col(User.time_zone),
        col(User.is_verified).label("email_verified"),
        col(User.created_at),
        bindparam("staff", type_=Boolean()).label("staff"),
        bindparam("permissions", type_=ARRAY(String)).label("permissions"),
        bindparam("staff_permissions", type_=ARRAY(String)).label("staff_permissions"),
        json_list(_MEMBERSHIPS).label("accounts"),
        _CHOSEN.label("account"),
    ).where(col(User.id) == bindparam("user_id", type_=Uuid()))
)

_MEMBERS = (
    select(func.count())
    .select_from(AccountMember)
    .where(col(AccountMember.account_id) == col(Account.id))
    .correlate(Account)
    .scalar_subquery()
)

_PEOPLE = (
    select(col(User.id), col(User.name), col(User.email), col(AccountMember.role))
    .join(AccountMember, col(AccountMember.user_id) == col(User.id))
    .where(col(AccountMember.account_id) == col(Account.id))
    .order_by(col(AccountMember.id))
    .correlate(Account)
)

# The ledger belongs to a feature above this one: its columns are named here, nothing is imported.
_HELD = table(
    "ledger_account", column("id"), column("kind"), column("account_id"), column("currency")
)
_POSTED = table("ledger_posting", column("ledger_account_id"), column("amount"))
_BALANCE = (
    select(cast(func.coalesce(func.sum(_POSTED.c.amount), 0), BigInteger))
    .select_from(_POSTED.join(_HELD, _HELD.c.id == _POSTED.c.ledger_account_id))
    .where(
        _HELD.c.kind == literal_column("'customer_balance'"),
        _HELD.c.account_id == col(Account.id),
        _HELD.c.currency == col(Account.currency),
    )
    .correlate(Account)
    .scalar_subquery()
)
_MAY_SEE_MONEY = bindparam("money", type_=Boolean())

_OWNED = (
    select(Account)
    .join(
        AccountMember,
        (col(AccountMember.account_id) == col(Account.id))
        & (col(AccountMember.role) == MemberRole.OWNER),
    )
    .join(User, col(User.id) == col(AccountMember.user_id))
)

CUSTOMERS = ReadSource(
    rows=_OWNED.with_only_columns(
        col(Account.id),
        col(Account.name),
        col(Account.currency),
        col(Account.locale),
        col(Account.time_zone),
        json_object(
            id=col(User.id),
            name=col(User.name),
            email=col(User.email),
            email_verified=col(User.is_verified),
        ).label("owner"),
        _MEMBERS.label("members"),
        json_list(_PEOPLE).label("people"),
        case((_MAY_SEE_MONEY, money(_BALANCE, col(Account.currency)))).label("balance"),
        col(Account.created_at),
        maintain_column_froms=True,
    ),
    key=col(Account.id),
    owner=col(Account.id),
    search=(col(Account.name), col(User.name), col(User.email)),
    filters={"email": col(User.email), "email_verified": col(User.is_verified)},
)


class AccountDAO(BaseDAO[Account]):
    """Named statements on accounts."""

    model = Account
    owner = "id"

    async def owned(self, account_id: UUID) -> Row[Any] | None:
        """Return the account and the person who owns it."""
        statement = _OWNED.with_only_columns(Account, User, maintain_column_froms=True)
        found = await self.session.execute(statement.where(col(Account.id) == account_id))
        return found.one_or_none()


class AccountMemberDAO(BaseDAO[AccountMember]):
    """Named statements on members."""

    model = AccountMember
    owner = "account_id"

    async def first_account(self, user_id: UUID) -> UUID | None:
        """Return the account the person has been a member of longest."""
        statement = select(col(AccountMember.account_id)).where(
            col(AccountMember.user_id) == user_id
        )
        found: UUID | None = await self.session.scalar(
            statement.order_by(col(AccountMember.id)).limit(1)
        )
        return found

    async def people(self, account_id: UUID, roles: Sequence[MemberRole]) -> Sequence[User]:
        """Return the active people with one of these roles, the longest-standing first."""
        statement = (
            select(User)
            .join(AccountMember, col(User.id) == col(AccountMember.user_id))
            .where(
                col(AccountMember.account_id) == account_id,
                col(AccountMember.role).in_(roles),
                col(User.is_active),
            )
            .order_by(col(AccountMember.id))
        )
        return (await self.session.scalars(statement)).all()


INVARIANTS = {
    "accounts.every_account_has_an_owner": select(col(Account.id)).where(
        ~select(AccountMember)
        .where(
            col(AccountMember.account_id) == col(Account.id),
            col(AccountMember.role) == MemberRole.OWNER,
        )
        .exists()
    ),
}
"""Selects that must find nothing."""
