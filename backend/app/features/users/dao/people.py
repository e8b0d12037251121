"""SQL on people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
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
from app.features.users.models import CodePurpose, MailKind, OneTimeCode, User

CREDENTIALS = JsonQuery(
    rows=select(*table_of(User).columns).where(
        func.lower(col(User.email)) == func.lower(bindparam("email", type_=String()))
    )
)
"""The whole person, by address: read off the unit of work, so that hashing holds no connection."""


def people_with(*emails: str) -> Select[Any]:
    """Select the people with one of these addresses, which are written in lower case."""
    return select(col(User.id)).where(func.lower(col(User.email)).in_(emails))


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

    async def active_holders(self, permission: str) -> Sequence[User]:
        """Return the active people whose roles give them the permission."""
        holders = (
            select(col(StaffRole.user_id))
            .join(Role, col(Role.id) == col(StaffRole.role_id))
            .where(col(Role.permissions).contains([permission]))
        )
        rows = self.rows().where(col(User.is_active), col(User.id).in_(holders))
        return (await self.session.scalars(rows.order_by(col(User.email)))).all()

    async def active_owners(self) -> Sequence[str]:
        """Return the addresses of the active people who hold the role of owners."""
        found = await self.session.scalars(
            select(col(User.email))
            .join(StaffRole, col(StaffRole.user_id) == col(User.id))
            .join(Role, col(Role.id) == col(StaffRole.role_id))
            .where(col(Role.name) == BuiltInRole.OWNER, col(User.is_active))
            .order_by(col(User.email))
        )
        return found.all()

    async def claim_mail(
        self, user_id: UUID, kind: MailKind, now: datetime, not_since: datetime
    ) -> bool:
        """Note that such a mail was asked for; False where one was after `not_since`."""
        asked = table_of(User).c[kind]
        claimed = await self.session.scalar(
            update(User)
            .where(col(User.id) == user_id, or_(asked.is_(None), asked <= not_since))
            .values({asked: now})
            .returning(col(User.id))
        )
        return claimed is not None
