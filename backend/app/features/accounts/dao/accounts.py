"""Every statement on accounts themselves."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, column, func, select, table
from sqlmodel import col

from app.auth.roles import MemberRole
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery, json_object
from app.features.accounts.models import Account, AccountMember
from app.features.users.models import User

OWNED = (
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
    ),
    key=col(Account.id),
    owner=col(Account.id),
)

# Services belong to a feature above this one: the columns are named here, nothing is imported.
_SERVICE = table("service", column("id"), column("account_id"))


class AccountDAO(BaseDAO[Account]):
    """Named statements on accounts."""

    model = Account
    owner = "id"

    async def owned(self, account_id: UUID) -> Row[Any] | None:
        """Return the account and the person who owns it."""
        statement = OWNED.with_only_columns(Account, User, maintain_column_froms=True)
        found = await self.session.execute(statement.where(col(Account.id) == account_id))
        return found.one_or_none()

    async def has_services(self, account_id: UUID, services: Collection[UUID]) -> bool:
        """Tell whether all of these services are the account's."""
        mine = (_SERVICE.c.account_id == account_id) & _SERVICE.c.id.in_(services)
        found = await self.session.scalar(select(func.count()).select_from(_SERVICE).where(mine))
        return found == len(set(services))


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
