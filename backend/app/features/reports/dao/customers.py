"""Accounts as staff see them, with their people and balances."""

from sqlalchemy import BigInteger, Boolean, bindparam, case, cast, func, literal_column, select
from sqlmodel import col

from app.auth.roles import MemberRole
from app.dao.keyset import by_name
from app.dao.read import JsonQuery, json_list, json_object, money
from app.dao.search import Related, Search
from app.features.accounts.models import Account, AccountMember
from app.features.billing.models import LedgerAccount, LedgerPosting, Subscription
from app.features.deployments.models import Service
from app.features.reports.dao.totals import LIVE, MONTHLY
from app.features.users.models import SignIn, SignInOutcome, User
from app.manifest import found_columns

_OWNED = (
    select(Account)
    .join(
        AccountMember,
        (col(AccountMember.account_id) == col(Account.id))
        & (col(AccountMember.role) == MemberRole.OWNER),
    )
    .join(User, col(User.id) == col(AccountMember.user_id))
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

BALANCE = (
    select(cast(func.coalesce(func.sum(col(LedgerPosting.amount)), 0), BigInteger))
    .select_from(LedgerPosting)
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(
        col(LedgerAccount.kind) == literal_column("'customer_balance'"),
        col(LedgerAccount.account_id) == col(Account.id),
        col(LedgerAccount.currency) == col(Account.currency),
    )
    .correlate(Account)
    .scalar_subquery()
)
"""The balance of the enclosing statement's account, in its currency."""

_MRR = (
    select(cast(func.coalesce(func.sum(MONTHLY), 0), BigInteger))
    .select_from(Subscription)
    .where(
        col(Subscription.account_id) == col(Account.id),
        col(Subscription.currency) == col(Account.currency),
        LIVE,
    )
    .correlate(Account)
    .scalar_subquery()
)
_SERVICES = (
    select(func.count())
    .select_from(Service)
    .where(
        col(Service.account_id) == col(Account.id),
        col(Service.status) != literal_column("'deleted'"),
    )
    .correlate(Account)
    .scalar_subquery()
)
_LAST_SIGN_IN = (
    select(col(SignIn.at))
    .where(
        col(SignIn.user_id) == col(User.id),
        col(SignIn.outcome) == SignInOutcome.SUCCEEDED,
    )
    .order_by(col(SignIn.at).desc())
    .limit(1)
    .correlate(User)
    .scalar_subquery()
)
"""The owner's: members are many."""

_OWNED_BY = (
    select(col(AccountMember.account_id))
    .join(User, col(User.id) == col(AccountMember.user_id))
    .where(col(AccountMember.role) == literal_column("'owner'"))
)
_MAY_SEE_MONEY = bindparam("money", type_=Boolean())

SEARCHED = JsonQuery(
    rows=select(*found_columns("customer", col(Account.id), col(Account.name))),
    key=col(Account.id),
    search=Search(
        text=(col(Account.name),),
        ids=(col(Account.id),),
        related=(Related(col(Account.id), _OWNED_BY, (col(User.name), col(User.email))),),
    ),
    sorts={"created_at": col(Account.created_at)},
)

CUSTOMERS = JsonQuery(
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
        case((_MAY_SEE_MONEY, money(BALANCE, col(Account.currency)))).label("balance"),
        case((_MAY_SEE_MONEY, money(_MRR, col(Account.currency)))).label("mrr"),
        _SERVICES.label("services"),
        _LAST_SIGN_IN.label("last_sign_in_at"),
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
