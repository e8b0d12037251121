"""SQL on accounts themselves."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlmodel import col

from app.auth.roles import MemberRole
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery, json_object
from app.features.accounts.models import Account, AccountMember
from app.features.users.models import User

_OWNED = (
    select(Account)
    .join(
        AccountMember,
        (col(AccountMember.account_id) == col(Account.id))
        & (col(AccountMember.role) == MemberRole.OWNER),
    )
    .join(User, col(User.id) == col(AccountMember.user_id))
)

ACCOUNT = JsonQuery(
    rows=select(
        col(Account.id),
        col(Account.name),
        col(Account.legal_name),
        col(Account.tax_id),
        col(Account.registration_number),
        json_object(
            country=col(Account.country),
            region=col(Account.region),
            city=col(Account.city),
            postal_code=col(Account.postal_code),
            line1=col(Account.line1),
            line2=col(Account.line2),
        ).label("address"),
        col(Account.currency),
        col(Account.locale),
        col(Account.time_zone),
        col(Account.created_at),
        col(Account.version),
    ),
    key=col(Account.id),
    owner=col(Account.id),
)


class AccountDAO(BaseDAO[Account]):
    """SQL on accounts."""

    model = Account
    owner = "id"

    async def set_currency(self, currency: str) -> None:
        """Give all accounts this currency."""
        other = col(Account.currency) != currency
        await self.session.execute(update(Account).where(other).values(currency=currency))

    async def owned(self, account_id: UUID) -> Row[Any] | None:
        """Return the account and the person who owns it."""
        statement = _OWNED.with_only_columns(Account, User, maintain_column_froms=True)
        found = await self.session.execute(statement.where(col(Account.id) == account_id))
        return found.one_or_none()

    async def forget_intent(self, account_id: UUID) -> None:
        """Clear what the owner was about to order; the account's version stays as it is."""
        intended = col(Account.intended_plan).is_not(None)
        cleared = dict.fromkeys(("intended_plan", "intended_period", "intended_until"))
        statement = update(Account).where(col(Account.id) == account_id, intended)
        await self.session.execute(statement.values(cleared))


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
