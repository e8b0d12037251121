"""Tables of accounts and their members."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field

from app.core.locale import Locale
from app.dao.base import Row, text_enum, timestamp


class MemberRole(StrEnum):
    """What a member is to the account; `service` says what each role allows."""

    OWNER = "owner"
    ADMIN = "admin"
    BILLING = "billing"
    TECHNICAL = "technical"
    READ_ONLY = "read_only"


class Account(Row, table=True):
    """The customer as a party."""

    __tablename__ = "account"

    name: str
    currency: str
    locale: Locale = text_enum(Locale)
    time_zone: str
    created_at: datetime = timestamp(index=True)


class AccountMember(Row, table=True):
    """A person in an account; exactly one of them owns it.

    `services` are the only ones the member sees, None for all; membership ends at `expires_at`.
    """

    __tablename__ = "account_member"
    __table_args__ = (
        UniqueConstraint("account_id", "user_id", name="uq_account_member_account_user"),
        Index(
            "uq_account_member_owner",
            "account_id",
            unique=True,
            postgresql_where=text("role = 'owner'"),
        ),
    )

    account_id: UUID = Field(foreign_key="account.id")
    user_id: UUID = Field(foreign_key="user.id", index=True)
    role: MemberRole = text_enum(MemberRole)
    services: list[UUID] | None = Field(default=None, sa_column=Column(ARRAY(Uuid)))
    expires_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp()
