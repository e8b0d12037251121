"""Every statement on people and the proofs of their addresses."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.dao.read import ReadSource
from app.features.users.models import MOST_TRIES, EmailVerification, User

CREDENTIALS = ReadSource(
    rows=select(*User.__table__.columns).where(  # type: ignore[attr-defined]  # SQLModel hides it
        func.lower(col(User.email)) == func.lower(bindparam("email", type_=String()))
    )
)
"""The whole person, by address: read off the unit of work, so that hashing holds no connection."""


class UserDAO(BaseDAO[User]):
    """Named statements on people."""

    model = User

    async def by_email(self, email: str) -> User | None:
        """Return the person with this address, whatever its case."""
        statement = self.rows().where(func.lower(col(User.email)) == func.lower(email))
        found: User | None = await self.session.scalar(statement)
        return found

    async def claim_mail(self, user_id: UUID, now: datetime, not_since: datetime) -> bool:
        """Note that a mail was asked for; False where one was asked for after `not_since`."""
        claimed = await self.session.scalar(
            update(User)
            .where(
                col(User.id) == user_id,
                or_(col(User.mail_asked_at).is_(None), col(User.mail_asked_at) <= not_since),
            )
            .values(mail_asked_at=now)
            .returning(col(User.id))
        )
        return claimed is not None


class EmailVerificationDAO(BaseDAO[EmailVerification]):
    """Named statements on proofs of an address."""

    model = EmailVerification

    async def replace(self, verification: EmailVerification) -> None:
        """Keep the person's new proof instead of any older one."""
        values: dict[str, Any] = verification.model_dump()
        fresh = {name: value for name, value in values.items() if name != "id"}
        statement = insert(EmailVerification).values(**values | {"id": new_id()})
        await self.session.execute(
            statement.on_conflict_do_update(index_elements=["user_id"], set_=fresh)
        )

    async def is_newest(self, token_digest: str) -> bool:
        """Tell whether the proof with this link is kept and unused, however old."""
        found = await self.session.scalar(
            select(col(EmailVerification.id)).where(
                col(EmailVerification.token_digest) == token_digest,
                col(EmailVerification.used_at).is_(None),
            )
        )
        return found is not None

    async def expire(self, token_digest: str, at: datetime) -> None:
        """Let the proof with this link count until then; nothing where it was used."""
        await self.session.execute(
            update(EmailVerification)
            .where(
                col(EmailVerification.token_digest) == token_digest,
                col(EmailVerification.used_at).is_(None),
            )
            .values(expires_at=at)
        )

    async def spend_link(self, token_digest: str, now: datetime) -> UUID | None:
        """Use the proof with this link; return whose it is, None where it does not count."""
        used: UUID | None = await self.session.scalar(
            update(EmailVerification)
            .where(
                col(EmailVerification.token_digest) == token_digest,
                col(EmailVerification.used_at).is_(None),
                col(EmailVerification.expires_at) > now,
            )
            .values(used_at=now)
            .returning(col(EmailVerification.user_id))
        )
        return used

    async def try_code(self, email: str, now: datetime) -> EmailVerification | None:
        """Count one more try of the person's code and return the proof; None when it is over."""
        tried: EmailVerification | None = await self.session.scalar(
            update(EmailVerification)
            .where(
                col(EmailVerification.user_id) == col(User.id),
                func.lower(col(User.email)) == func.lower(email),
                col(EmailVerification.used_at).is_(None),
                col(EmailVerification.expires_at) > now,
                col(EmailVerification.tries) < MOST_TRIES,
            )
            .values(tries=col(EmailVerification.tries) + 1)
            .returning(EmailVerification)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        return tried
