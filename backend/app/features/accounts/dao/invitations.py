"""SQL on invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.keyset import by_name
from app.dao.read import JsonQuery, json_object
from app.dao.search import Search
from app.features.accounts.models import Account, Invitation
from app.features.users.models import User

_OPEN = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))

INVITATIONS = JsonQuery(
    rows=select(
        col(Invitation.id),
        col(Invitation.email),
        col(Invitation.role),
        col(Invitation.services),
        col(Invitation.expires_at),
        col(Invitation.valid_until),
        json_object(id=col(User.id), name=col(User.name)).label("inviter"),
        col(Invitation.created_at),
    )
    .join(User, col(User.id) == col(Invitation.inviter_id))
    .where(*_OPEN),
    key=col(Invitation.id),
    owner=col(Invitation.account_id),
    search=Search(text=(col(Invitation.email),)),
    sorts={"email": by_name(col(Invitation.email))},
)
"""The offers nobody has answered or withdrawn, those that ran out among them."""


class InvitationDAO(BaseDAO[Invitation]):
    """SQL on invitations."""

    model = Invitation
    owner = "account_id"

    async def open_to(self, account_id: UUID, email: str) -> Invitation | None:
        """Return the unanswered invitation of this address, however old."""
        found: Invitation | None = await self.session.scalar(
            select(Invitation).where(
                col(Invitation.account_id) == account_id,
                func.lower(col(Invitation.email)) == func.lower(email),
                *_OPEN,
            )
        )
        return found

    async def count_open(self, account_id: UUID, now: datetime) -> int:
        """Return how many offers of the account are still good."""
        mine = (col(Invitation.account_id) == account_id, col(Invitation.valid_until) > now)
        statement = select(func.count()).select_from(Invitation).where(*mine, *_OPEN)
        return await self.session.scalar(statement) or 0

    async def revoke(self, invitation_id: UUID, now: datetime) -> bool:
        """Withdraw an unanswered invitation in scope; False where there is none."""
        chosen = self.rows().with_only_columns(col(Invitation.id))
        revoked = await self.session.scalar(
            update(Invitation)
            .where(
                col(Invitation.id).in_(chosen.where(col(Invitation.id) == invitation_id)), *_OPEN
            )
            .values(revoked_at=now)
            .returning(col(Invitation.id))
            .execution_options(synchronize_session="fetch")
        )
        return revoked is not None

    async def revoke_sent_by(
        self, inviter_id: UUID, account_id: UUID | None, now: datetime
    ) -> None:
        """Withdraw the unanswered invitations a person sent, for one account or for all."""
        sent = [col(Invitation.inviter_id) == inviter_id, *_OPEN]
        if account_id is not None:
            sent.append(col(Invitation.account_id) == account_id)
        await self.session.execute(
            update(Invitation)
            .where(*sent)
            .values(revoked_at=now)
            .execution_options(synchronize_session="fetch")
        )

    async def accept(self, invitation_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Answer an invitation for good; False where that was done, or it ran out."""
        accepted = await self.session.scalar(
            update(Invitation)
            .where(col(Invitation.id) == invitation_id, col(Invitation.valid_until) > now, *_OPEN)
            .values(accepted_at=now, accepted_by=user_id)
            .returning(col(Invitation.id))
            .execution_options(synchronize_session="fetch")
        )
        return accepted is not None

    async def by_digest(self, digest: str) -> Row[tuple[Invitation, Account, str]] | None:
        """Return an invitation with its account and its sender's name, answered or not."""
        statement = (
            select(Invitation, Account, col(User.name))
            .join(Account, col(Account.id) == col(Invitation.account_id))
            .join(User, col(User.id) == col(Invitation.inviter_id))
            .where(col(Invitation.digest) == digest)
            .execution_options(populate_existing=True)
        )
        return (await self.session.execute(statement)).one_or_none()
