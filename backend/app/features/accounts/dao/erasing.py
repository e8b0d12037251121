"""SQL that erases a person from accounts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, any_, case, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.auth.roles import MemberRole
from app.core.locale import Locale
from app.dao.base import BaseDAO
from app.dao.export import NOW, OWNED_ACCOUNTS, PERSON
from app.features.accounts.dao.principals import lasting
from app.features.accounts.errors import MembersLeftError
from app.features.accounts.models import Account, AccountMember, ApiToken, Invitation, TokenKind
from app.manifest import Obstacle

_UNTRACKED = {"synchronize_session": False}
_NAMES = {Locale.RU: "Удалённый аккаунт", Locale.EN: "Erased account"}
_EMPTY = (
    *("legal_name", "tax_id", "registration_number", "country", "region", "city"),
    *("postal_code", "line1", "line2"),
)

_INTENDED = ("intended_plan", "intended_period", "intended_until")

OBSTACLES = (
    Obstacle(
        60,
        MembersLeftError,
        select(col(AccountMember.id)).where(
            col(AccountMember.account_id) == any_(OWNED_ACCOUNTS),
            col(AccountMember.user_id) != PERSON,
            lasting(NOW),
        ),
    ),
)
"""Other people work in an account that the person owns."""


class ErasingDAO(BaseDAO[Account]):
    """SQL on the accounts of a person to erase."""

    model = Account

    async def lock_all(self, user_id: UUID) -> None:
        """Lock every account the person is in, so that nobody joins, leaves or hands one over."""
        theirs = select(col(AccountMember.account_id)).where(col(AccountMember.user_id) == user_id)
        rows = select(col(Account.id)).where(col(Account.id).in_(theirs))
        await self.session.execute(rows.order_by(col(Account.id)).with_for_update())

    async def memberships(self, user_id: UUID) -> Sequence[AccountMember]:
        """Return every membership of the person, those that ran out among them."""
        rows = select(AccountMember).where(col(AccountMember.user_id) == user_id)
        rows = rows.order_by(col(AccountMember.id)).execution_options(populate_existing=True)
        return (await self.session.scalars(rows)).all()

    async def blank(self, accounts: Collection[UUID]) -> None:
        """Leave of accounts only what documents need: id, currency, language, owner."""
        named = case(
            *((col(Account.locale) == locale, name) for locale, name in _NAMES.items()),
            else_=literal(""),
        )
        values: dict[str, Any] = {"name": named, "time_zone": "UTC"} | dict.fromkeys(_EMPTY, "")
        values |= dict.fromkeys(_INTENDED)
        await self._run(update(Account).where(col(Account.id).in_(accounts)).values(values))
        await self._run(
            delete(AccountMember).where(
                col(AccountMember.account_id).in_(accounts),
                col(AccountMember.role) != MemberRole.OWNER,
            )
        )

    async def end_tokens(self, accounts: Collection[UUID], user_id: UUID, now: datetime) -> None:
        """Revoke the tokens of these accounts and the person's own, with all they tell."""
        personal = and_(col(ApiToken.kind) == TokenKind.PERSONAL, col(ApiToken.user_id) == user_id)
        await self._run(
            update(ApiToken)
            .where(or_(personal, col(ApiToken.account_id).in_(accounts)))
            .values(
                revoked_at=func.coalesce(col(ApiToken.revoked_at), now),
                name="",
                hint="",
                networks=cast([], ARRAY(String)),
                last_used_ip=None,
            )
        )

    async def end_invitations(
        self, accounts: Collection[UUID], user_id: UUID, email: str, instead: str, now: datetime
    ) -> None:
        """Withdraw what the person sent or got, and what these accounts sent; forget addresses.

        An address that somebody else got in an account that goes on stays: it is theirs to keep.
        """
        sent_here = col(Invitation.account_id).in_(accounts)
        got = func.lower(col(Invitation.email)) == func.lower(email)
        unanswered = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
        sent = col(Invitation.inviter_id) == user_id
        await self._run(
            update(Invitation).where(*unanswered, or_(sent_here, sent, got)).values(revoked_at=now)
        )
        accepted = col(Invitation.accepted_by) == user_id
        await self._run(
            update(Invitation).where(or_(sent_here, got, accepted)).values(email=instead)
        )

    async def _run(self, statement: Any) -> None:  # noqa: ANN401  an update or a delete
        await self.session.execute(statement.execution_options(**_UNTRACKED))
