"""SQL on API tokens, but the one that admits them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, select, update
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.keyset import by_name, unset_first
from app.dao.read import JsonQuery, json_object
from app.dao.search import Search
from app.features.accounts.models import Account, ApiToken, TokenKind
from app.features.users.models import User

_SORTS = {
    "name": by_name(col(ApiToken.name)),
    "last_used_at": unset_first(col(ApiToken.last_used_at)),
}
_LIVE = col(ApiToken.revoked_at).is_(None)

_TOKENS = (
    select(
        col(ApiToken.id),
        col(ApiToken.kind),
        col(ApiToken.name),
        col(ApiToken.hint),
        col(ApiToken.permissions),
        col(ApiToken.services),
        col(ApiToken.networks),
        json_object(id=col(User.id), name=col(User.name)).label("maker"),
        json_object(id=col(Account.id), name=col(Account.name)).label("account"),
        col(ApiToken.created_at),
        col(ApiToken.expires_at),
        col(ApiToken.last_used_at),
        col(ApiToken.last_used_ip),
    )
    .join(User, col(User.id) == col(ApiToken.user_id))
    .join(Account, col(Account.id) == col(ApiToken.account_id))
    .where(_LIVE)
)

ACCOUNT_TOKENS = JsonQuery(
    rows=_TOKENS.where(col(ApiToken.kind) == TokenKind.ACCOUNT),
    key=col(ApiToken.id),
    owner=col(ApiToken.account_id),
    search=Search(text=(col(ApiToken.name),)),
    sorts=_SORTS,
)

PERSONAL_TOKENS = JsonQuery(
    rows=_TOKENS.where(
        col(ApiToken.kind) == TokenKind.PERSONAL,
        col(ApiToken.user_id) == bindparam("person", type_=Uuid()),
    ),
    key=col(ApiToken.id),
    search=Search(text=(col(ApiToken.name),)),
    sorts=_SORTS,
)
"""The tokens of a person in all their accounts."""

ANY_TOKEN = JsonQuery(rows=_TOKENS, key=col(ApiToken.id))


class ApiTokenDAO(BaseDAO[ApiToken]):
    """SQL on API tokens."""

    model = ApiToken
    owner = "account_id"

    async def count(self, account_id: UUID, now: datetime) -> int:
        """Return how many tokens act for the account, those of its members included."""
        mine = (col(ApiToken.account_id) == account_id, col(ApiToken.expires_at) > now)
        statement = select(func.count()).select_from(ApiToken).where(*mine, _LIVE)
        return await self.session.scalar(statement) or 0

    async def of_account(self, account_id: UUID, token_id: UUID) -> ApiToken | None:
        """Return a live token of the account itself, locked."""
        return await self._live(
            (col(ApiToken.kind) == TokenKind.ACCOUNT) & (col(ApiToken.account_id) == account_id),
            token_id,
        )

    async def of_person(self, user_id: UUID, token_id: UUID) -> ApiToken | None:
        """Return a live token of the person, in whichever account, locked."""
        return await self._live(
            (col(ApiToken.kind) == TokenKind.PERSONAL) & (col(ApiToken.user_id) == user_id),
            token_id,
        )

    async def _live(self, whose: ColumnElement[bool], token_id: UUID) -> ApiToken | None:
        found: ApiToken | None = await self.session.scalar(
            select(ApiToken)
            .where(whose, _LIVE, col(ApiToken.id) == token_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return found

    async def revoke_made_by(
        self, user_id: UUID, account_id: UUID | None, now: datetime
    ) -> Sequence[ApiToken]:
        """Revoke what the person made, in one account or in all; return what was live."""
        mine = [col(ApiToken.user_id) == user_id, _LIVE]
        if account_id is not None:
            mine.append(col(ApiToken.account_id) == account_id)
        revoked = await self.session.scalars(
            update(ApiToken)
            .where(*mine)
            .values(revoked_at=now)
            .returning(ApiToken)
            .execution_options(synchronize_session="fetch", populate_existing=True)
        )
        return revoked.all()
