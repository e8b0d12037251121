"""Staff's view of customers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlmodel import col

from app.dao.keyset import by_name
from app.dao.read import JsonQuery, json_list, json_object, money
from app.dao.search import Related, Search
from app.features.accounts.dao.accounts import OWNED
from app.features.accounts.models import Account, AccountMember
from app.features.users.models import User

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
_OWNED_BY = (
    select(col(AccountMember.account_id))
    .join(User, col(User.id) == col(AccountMember.user_id))
    .where(col(AccountMember.role) == literal_column("'owner'"))
)
_MAY_SEE_MONEY = bindparam("money", type_=Boolean())

CUSTOMERS = JsonQuery(
    rows=OWNED.with_only_columns(
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
    search=Search(
        text=(col(Account.name),),
        related=(Related(col(Account.id), _OWNED_BY, (col(User.name), col(User.email))),),
    ),
    sorts={"name": by_name(col(Account.name)), "email": by_name(col(User.email))},
    filters={"email": col(User.email), "email_verified": col(User.is_verified)},
)
