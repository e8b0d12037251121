"""SQL on members, and the person signed in with all their accounts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    String,
    Uuid,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.auth.roles import MemberRole
from app.dao.actions import constant
from app.dao.base import BaseDAO, table_of
from app.dao.keyset import by_name
from app.dao.read import JsonQuery, json_list, json_object
from app.dao.search import Search
from app.dao.upsert import Upsert, excluded
from app.events.dao import newest_position
from app.features.accounts.dao.principals import NOW, lasting
from app.features.accounts.models import RANKS, Account, AccountMember
from app.features.accounts.schemas import MemberAction
from app.features.users.models import AuthSession, User

_MEMBERSHIPS = (
    select(col(Account.id), col(Account.name), col(Account.currency), col(AccountMember.role))
    .join(AccountMember, col(AccountMember.account_id) == col(Account.id))
    .where(col(AccountMember.user_id) == col(User.id), lasting(NOW))
    .order_by(col(AccountMember.id))
    .correlate(User)
)

_CHOSEN = (
    select(json_object(id=col(Account.id), name=col(Account.name), currency=col(Account.currency)))
    .where(col(Account.id) == bindparam("account_id", type_=Uuid()))
    .scalar_subquery()
)

_INTENT = (
    select(json_object(plan=col(Account.intended_plan), period=col(Account.intended_period)))
    .join(AccountMember, col(AccountMember.account_id) == col(Account.id))
    .where(
        col(Account.id) == bindparam("account_id", type_=Uuid()),
        col(Account.intended_until) > NOW,
        col(AccountMember.user_id) == col(User.id),
        col(AccountMember.role) == MemberRole.OWNER,
    )
    .correlate(User)
    .scalar_subquery()
)
"""Told to the owner alone, who was about to order it."""

_staff = table_of(User).alias()
_IMPERSONATED_BY = (
    select(json_object(name=_staff.c.name, expires_at=col(AuthSession.expires_at)))
    .select_from(_staff)
    .join(AuthSession, col(AuthSession.impersonator_id) == _staff.c.id)
    .where(col(AuthSession.id) == bindparam("session_id", type_=Uuid()))
    .scalar_subquery()
)

ME = JsonQuery(
    rows=select(
        col(User.id),
        col(User.email),
        col(User.name),
        col(User.phone),
        col(User.phone_verified_at).is_not(None).label("phone_verified"),
        (literal_column("'/api/v1/avatars/'", String) + col(User.avatar)).label("avatar_url"),
        col(User.locale),
        col(User.theme),
        col(User.time_zone),
        col(User.is_verified).label("email_verified"),
        col(User.created_at),
        bindparam("staff", type_=Boolean()).label("staff"),
        bindparam("permissions", type_=ARRAY(String)).label("permissions"),
        bindparam("staff_permissions", type_=ARRAY(String)).label("staff_permissions"),
        bindparam("second_factor_required", type_=Boolean()).label("second_factor_required"),
        json_list(_MEMBERSHIPS).label("accounts"),
        _CHOSEN.label("account"),
        bindparam("services", type_=ARRAY(Uuid)).label("services"),
        _IMPERSONATED_BY.label("impersonated_by"),
        _INTENT.label("order_intent"),
        newest_position().label("event_position"),
    ).where(col(User.id) == bindparam("user_id", type_=Uuid()))
)


_READER = bindparam("reader", type_=Uuid())
_READER_RANK = bindparam("rank", type_=Integer())
_RANK = case(
    *(
        (col(AccountMember.role) == literal_column(f"'{role.value}'"), literal_column(str(rank)))
        for role, rank in RANKS.items()
    )
)


def _reader_is(role: MemberRole) -> ColumnElement[bool]:
    return _READER_RANK.op("=", return_type=Boolean())(literal_column(str(RANKS[role])))


_NOT_OWNER = col(AccountMember.role) != literal_column("'owner'")
_BELOW = [MemberAction.UPDATE, MemberAction.REMOVE]
_ACTIONS = case(
    (not_(bindparam("oneself", type_=Boolean())), constant([])),
    ((col(AccountMember.user_id) == _READER) & _NOT_OWNER, constant([MemberAction.LEAVE])),
    (_READER_RANK <= _RANK, constant([])),
    (_reader_is(MemberRole.OWNER) & lasting(NOW), constant([*_BELOW, MemberAction.MAKE_OWNER])),
    else_=constant(_BELOW),
)

MEMBERS = JsonQuery(
    rows=select(
        col(AccountMember.id),
        json_object(id=col(User.id), name=col(User.name), email=col(User.email)).label("user"),
        col(AccountMember.role),
        col(AccountMember.services),
        col(AccountMember.expires_at),
        col(AccountMember.created_at),
        (col(AccountMember.user_id) == _READER).label("oneself"),
        _ACTIONS.label("allowed_actions"),
    ).join(User, col(User.id) == col(AccountMember.user_id)),
    key=col(AccountMember.id),
    owner=col(AccountMember.account_id),
    search=Search(text=(col(User.name), col(User.email))),
    sorts={"name": by_name(col(User.name)), "email": by_name(col(User.email))},
)
"""The people of an account, as the `reader` of this `rank` may change them `now`.

Only a person signed in as themselves (`oneself`) may: neither programs nor impersonating staff."""


_JOIN = Upsert(
    AccountMember,
    "ON CONSTRAINT uq_account_member_account_user",
    excluded("role", "services", "expires_at", "created_at"),
    where="account_member.expires_at <= :now",
)


class AccountMemberDAO(BaseDAO[AccountMember]):
    """SQL on members."""

    model = AccountMember
    owner = "account_id"

    async def of(self, account_id: UUID, user_id: UUID, now: datetime) -> AccountMember | None:
        """Return the person's membership if it has not run out."""
        found: AccountMember | None = await self.session.scalar(
            select(AccountMember)
            .where(
                col(AccountMember.account_id) == account_id,
                col(AccountMember.user_id) == user_id,
                lasting(now),
            )
            .execution_options(populate_existing=True)
        )
        return found

    async def has_email(self, account_id: UUID, email: str, now: datetime) -> bool:
        """Tell whether somebody with this address is a member."""
        found = await self.session.scalar(
            select(col(AccountMember.id))
            .join(User, col(User.id) == col(AccountMember.user_id))
            .where(
                col(AccountMember.account_id) == account_id,
                func.lower(col(User.email)) == func.lower(email),
                lasting(now),
            )
        )
        return found is not None

    async def join(self, member: AccountMember, now: datetime) -> UUID | None:
        """Write a membership, in the place of one that ran out; None where one lasts."""
        joined: UUID | None = await _JOIN.put(self.session, member.model_dump(), now=now)
        return joined

    async def first_account(self, user_id: UUID) -> UUID | None:
        """Return the account the person has been a member of longest."""
        statement = select(col(AccountMember.account_id)).where(
            col(AccountMember.user_id) == user_id
        )
        found: UUID | None = await self.session.scalar(
            statement.order_by(col(AccountMember.id)).limit(1)
        )
        return found

    async def people(
        self, account_id: UUID, roles: Sequence[MemberRole], now: datetime
    ) -> Sequence[User]:
        """Return the active people with one of these roles, the longest-standing first."""
        statement = (
            select(User)
            .join(AccountMember, col(User.id) == col(AccountMember.user_id))
            .where(
                col(AccountMember.account_id) == account_id,
                col(AccountMember.role).in_(roles),
                lasting(now),
                col(User.is_active),
            )
            .order_by(col(AccountMember.id))
        )
        return (await self.session.scalars(statement)).all()
