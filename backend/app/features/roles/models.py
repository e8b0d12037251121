"""Tables of roles. The built-in ones are written by the code and follow it."""

from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field

from app.auth.permissions import Permission
from app.dao.base import TableModel, VersionedModel

_KNOWN = ", ".join(f"'{permission}'" for permission in Permission)


class Role(VersionedModel, table=True):
    """A named set of permissions in the admin tree."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint(
            text(f"permissions <@ ARRAY[{_KNOWN}]::varchar[]"), name="permissions_known"
        ),
    )

    name: str = Field(unique=True)
    built_in: bool = False
    permissions: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))


class StaffRole(TableModel, table=True):
    """A role a person holds."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("user_id", "role_id", name="uq_staff_role_user_role"),)

    user_id: UUID = Field(foreign_key="user.id")
    role_id: UUID = Field(foreign_key="role.id", index=True)
