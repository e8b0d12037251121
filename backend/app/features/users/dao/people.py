"""SQL on people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    String,
    Uuid,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.dao.base import BaseDAO, table_of
from app.dao.read import JsonQuery, json_object
from app.features.roles.models import Role, StaffRole
from app.features.users.models import CodePurpose, OneTimeCode, User

CREDENTIALS = JsonQuery(
    rows=select(*table_of(User).columns).where(
        func.lower(col(User.email)) == func.lower(bindparam("email", type_=String()))
    )
)
"""The whole person, by address: read off the unit of work, so that hashing holds no connection."""


def _wanted(purpose: CodePurpose) -> ColumnElement[Any]:
    """Select what waits for its code of this kind, as an object; NULL where nothing does."""
    return (
        select(json_object(target=col(OneTimeCode.target), expires_at=col(OneTimeCode.expires_at)))
        .where(
            col(OneTimeCode.user_id) == col(User.id),
            col(OneTimeCode.purpose) == literal_column(f"'{purpose}'"),
            col(OneTimeCode.closed_at).is_(None),
            col(OneTimeCode.expires_at) > bindparam("now", type_=DateTime(timezone=True)),
        )
        .correlate(User)
        .scalar_subquery()
    )


CONTACTS = JsonQuery(
    rows=select(
        col(User.email),
        col(User.is_verified).label("email_verified"),
        _wanted(CodePurpose.CHANGE_EMAIL).label("wanted_email"),
        col(User.phone),
        col(User.phone_verified_at),
        _wanted(CodePurpose.VERIFY_PHONE).label("wanted_phone"),
    ).where(col(User.id) == bindparam("user_id", type_=Uuid()))
)

PERSON = JsonQuery(rows=select(col(User.id)), key=col(User.id))
"""Whether there is somebody of this id."""

_CONFIRMED = (
    select(col(User.id))
    .where(
        col(User.id) == bindparam("user_id", type_=Uuid()),
        col(User.hashed_password) == bindparam("hashed_password", type_=String()),
        col(User.is_active),
    )
    .with_for_update()
)


class UserDAO(BaseDAO[User]):
    """SQL on people."""

    model = User

    async def by_email(self, email: str) -> User | None:
        """Return the person with this address, whatever its case."""
        statement = self.rows().where(func.lower(col(User.email)) == func.lower(email))
        found: User | None = await self.session.scalar(statement)
        return found

    async def confirm(self, user_id: UUID, hashed_password: str) -> bool:
        """Lock a person; False where they are not active or have another password by now."""
        seen = {"user_id": user_id, "hashed_password": hashed_password}
        return await self.session.scalar(_CONFIRMED, seen) is not None

    async def count_active_owners(self) -> int:
        """Count the active people who hold the role of owners."""
        counted = await self.session.scalar(
            select(func.count())
            .select_from(User)
            .join(StaffRole, col(StaffRole.user_id) == col(User.id))
            .join(Role, col(Role.id) == col(StaffRole.role_id))
            .where(col(Role.name) == BuiltInRole.OWNER, col(User.is_active))
        )
        return counted or 0

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
