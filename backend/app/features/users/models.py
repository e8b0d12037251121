"""Tables of people, their sessions and their proofs."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.core.locale import Locale
from app.dao.base import Row, text_enum, timestamp

MOST_TRIES = 5


class Theme(StrEnum):
    """How the panel looks to the person."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class User(Row, table=True):
    """A person who signs in: a member of accounts, or staff."""

    __tablename__ = "user"
    __table_args__ = (Index("uq_user_email", text("lower(email)"), unique=True),)

    email: str
    hashed_password: str = Field(repr=False)
    name: str
    phone: str | None = None
    locale: Locale = text_enum(Locale)
    theme: Theme = text_enum(Theme, default=Theme.SYSTEM)
    time_zone: str = "UTC"
    is_active: bool = True
    is_verified: bool = False
    password_changed_at: datetime | None = timestamp(default=None)
    mail_asked_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp()


class AuthSession(Row, table=True):
    """One sign-in, on one device: the family of its refresh tokens.

    `account_id` is the account chosen to act for; None means the person's first one. `version`
    is written into access tokens: raising it makes the older ones void. `proved_at` is when the
    person last gave password or second factor, `second_factor` whether the latter took part.
    `impersonator_id` is the person of the staff who is signed in as the customer, from the session
    `impersonator_session_id`: it ends with that one.
    """

    __tablename__ = "auth_session"

    user_id: UUID = Field(foreign_key="user.id", index=True)
    account_id: UUID | None = None
    ip: str
    agent: str
    created_at: datetime = timestamp()
    last_used_at: datetime = timestamp()
    expires_at: datetime = timestamp(index=True)
    revoked_at: datetime | None = timestamp(default=None)
    revoked_reason: str | None = None
    version: int = 1
    proved_at: datetime | None = timestamp(default=None)
    second_factor: bool = False
    impersonator_id: UUID | None = Field(default=None, foreign_key="user.id", index=True)
    impersonation_reason: str | None = None


class RefreshToken(Row, table=True):
    """One link of a session's chain; only its digest is kept, and only the last is unspent."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        Index(
            "uq_refresh_token_unspent",
            "session_id",
    impersonator_session_id: UUID | None = Field(
        default=None, foreign_key="auth_session.id", ondelete="CASCADE", index=True
    )
            unique=True,
            postgresql_where=text("spent_at IS NULL"),
        ),
    )

    session_id: UUID = Field(foreign_key="auth_session.id", ondelete="CASCADE", index=True)
    digest: str = Field(unique=True, repr=False)
    created_at: datetime = timestamp()
    expires_at: datetime = timestamp(index=True)
    spent_at: datetime | None = timestamp(default=None)


class EmailVerification(Row, table=True):
    """The proof last asked of a person: a link or a six-digit code, kept as digests."""

    __tablename__ = "email_verification"
    __table_args__ = (CheckConstraint(f"tries BETWEEN 0 AND {MOST_TRIES}", name="tries_bounded"),)

    user_id: UUID = Field(foreign_key="user.id", unique=True)
    token_digest: str = Field(unique=True, repr=False)
    code_digest: str = Field(repr=False)
    tries: int = 0
    expires_at: datetime = timestamp()
    used_at: datetime | None = timestamp(default=None)
