"""Tables of accounts, their members, and who else may act for them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field

from app.auth.roles import MemberRole
from app.core.locale import Locale
from app.dao.base import TableModel, VersionedModel, text_enum, timestamp
from app.dao.indexes import name_order, trigrams

RANKS = {
    MemberRole.OWNER: 2,
    MemberRole.ADMIN: 1,
    MemberRole.BILLING: 0,
    MemberRole.TECHNICAL: 0,
    MemberRole.READ_ONLY: 0,
}
"""Nobody changes a member of the same or a higher rank."""

SCOPABLE = frozenset({MemberRole.TECHNICAL, MemberRole.READ_ONLY})
"""The roles that can be narrowed to single services."""


class TokenKind(StrEnum):
    """Whose an API token is: a person's, as long as they are a member, or the account's."""

    PERSONAL = "personal"
    ACCOUNT = "account"


def _services() -> Column[list[UUID] | None]:
    return Column(ARRAY(Uuid))


def _texts() -> Column[list[str]]:
    return Column(ARRAY(String), nullable=False)


class Account(VersionedModel, table=True):
    """The customer as a party; what is not known of it is an empty text.

    `intended_*` is what the owner was about to order when registering, until it is ordered.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "num_nulls(intended_plan, intended_period, intended_until) IN (0, 3)",
            name="intended_whole",
        ),
        Index("ix_account_created", "created_at", "id"),
        Index("ix_account_name", text(name_order("name")), "id"),
        trigrams("ix_account_search", "name"),
    )

    name: str
    legal_name: str = ""
    tax_id: str = ""
    registration_number: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    postal_code: str = ""
    line1: str = ""
    line2: str = ""
    currency: str
    locale: Locale = text_enum(Locale)
    time_zone: str
    created_at: datetime = timestamp()
    intended_plan: str | None = None
    intended_period: str | None = None
    intended_until: datetime | None = timestamp(default=None)


class AccountMember(TableModel, table=True):
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
        CheckConstraint(
            "services IS NULL OR role IN ('technical', 'read_only')", name="services_scopable"
        ),
        CheckConstraint("services <> '{}'", name="services_some"),
        CheckConstraint("role <> 'owner' OR expires_at IS NULL", name="owner_stays"),
    )

    account_id: UUID = Field(foreign_key="account.id")
    user_id: UUID = Field(foreign_key="user.id", index=True)
    role: MemberRole = text_enum(MemberRole)
    services: list[UUID] | None = Field(default=None, sa_column=_services())
    expires_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp()


class Invitation(TableModel, table=True):
    """A membership offered to an address; the link's token is kept as a digest.

    `services` and `expires_at` are those of the membership; the offer itself ends at `valid_until`.
    There is no digest until the e-mail is written.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "account_id",
            text("lower(email)"),
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
        CheckConstraint("role <> 'owner'", name="not_owner"),
        CheckConstraint(
            "services IS NULL OR role IN ('technical', 'read_only')", name="services_scopable"
        ),
        CheckConstraint("services <> '{}'", name="services_some"),
        CheckConstraint("accepted_at IS NULL OR revoked_at IS NULL", name="one_end"),
    )

    account_id: UUID = Field(foreign_key="account.id", index=True)
    inviter_id: UUID = Field(foreign_key="user.id", index=True)
    email: str
    role: MemberRole = text_enum(MemberRole)
    services: list[UUID] | None = Field(default=None, sa_column=_services())
    expires_at: datetime | None = timestamp(default=None)
    digest: str | None = Field(default=None, unique=True, repr=False)
    created_at: datetime = timestamp()
    valid_until: datetime = timestamp()
    accepted_at: datetime | None = timestamp(default=None)
    accepted_by: UUID | None = Field(default=None, foreign_key="user.id", index=True)
    revoked_at: datetime | None = timestamp(default=None)


class ApiToken(TableModel, table=True):
    """A key for programs, acting for one account; only its digest is kept.

    `hint` is its beginning, by which people know it again; `networks` are CIDR, empty for any.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("cardinality(permissions) > 0", name="permissions_some"),
        CheckConstraint("services <> '{}'", name="services_some"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
    )

    account_id: UUID = Field(foreign_key="account.id", index=True)
    user_id: UUID = Field(foreign_key="user.id", index=True)
    kind: TokenKind = text_enum(TokenKind)
    name: str
    digest: str = Field(unique=True, repr=False)
    hint: str
    permissions: list[str] = Field(sa_column=_texts())
    services: list[UUID] | None = Field(default=None, sa_column=_services())
    networks: list[str] = Field(sa_column=_texts())
    created_at: datetime = timestamp()
    expires_at: datetime = timestamp()
    last_used_at: datetime | None = timestamp(default=None)
    last_used_ip: str | None = None
    revoked_at: datetime | None = timestamp(default=None)


class Impersonation(TableModel, table=True):
    """Staff signed in as a customer, once; `id` is the session's, which is deleted in time."""

    __tablename__ = "impersonation"

    account_id: UUID = Field(foreign_key="account.id", index=True)
    user_id: UUID = Field(foreign_key="user.id", index=True)
    staff_id: UUID = Field(foreign_key="user.id", index=True)
    reason: str
    begun_at: datetime = timestamp()
    ended_at: datetime | None = timestamp(default=None)
