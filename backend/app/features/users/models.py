"""Tables of people, their sessions and their credentials."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from app.core.locale import Locale
from app.dao.base import TableModel, text_enum, timestamp
from app.dao.indexes import name_order, trigrams

MAX_TRIES = 5


class Theme(StrEnum):
    """How the panel looks to the person."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class MailKind(StrEnum):
    """Mails that nobody signed in for, each with the column of when it was last asked for.

    A password is reset in need: the mail of the sign-up must not hold that one up.
    """

    VERIFICATION = "mail_asked_at"
    RESET = "reset_asked_at"


class User(TableModel, table=True):
    """A person who signs in: a member of accounts, or staff."""

    __tablename__ = "user"
    __table_args__ = (
        Index("uq_user_email", text("lower(email)"), unique=True),
        Index("ix_user_created", "created_at", "id"),
        Index("ix_user_active", "is_active", "created_at", "id"),
        Index("ix_user_verified", "is_verified"),
        Index("ix_user_name", text(name_order("name")), "id"),
        Index("ix_user_email", text(name_order("email")), "id"),
        trigrams("ix_user_search", "name", "email"),
    )

    email: str
    hashed_password: str = Field(repr=False)
    name: str
    phone: str | None = None
    phone_verified_at: datetime | None = timestamp(default=None)
    avatar: str | None = None
    locale: Locale = text_enum(Locale)
    theme: Theme = text_enum(Theme, default=Theme.SYSTEM)
    time_zone: str = "UTC"
    is_active: bool = True
    is_verified: bool = False
    password_changed_at: datetime | None = timestamp(default=None)
    mail_asked_at: datetime | None = timestamp(default=None)
    reset_asked_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp()


class AuthSession(TableModel, table=True):
    """One sign-in, on one device: the family of its refresh tokens.

    `account_id` is the account chosen to act for; None means the person's first one. `version`
    is written into access tokens: raising it makes the older ones void. `authenticated_at` is when
    the person last gave password or second factor, `second_factor` whether the latter took part.
    `impersonator_id` is the person of the staff who is signed in as the customer, from the session
    `impersonator_session_id`: it ends with that one.
    """

    __tablename__ = "auth_session"

    user_id: UUID = Field(foreign_key="user.id", index=True)
    account_id: UUID | None = None
    ip: str
    user_agent: str
    created_at: datetime = timestamp()
    last_used_at: datetime = timestamp()
    expires_at: datetime = timestamp(index=True)
    revoked_at: datetime | None = timestamp(default=None)
    revoked_reason: str | None = None
    version: int = 1
    authenticated_at: datetime | None = timestamp(default=None)
    second_factor: bool = False
    impersonator_id: UUID | None = Field(default=None, foreign_key="user.id", index=True)
    impersonator_session_id: UUID | None = Field(
        default=None, foreign_key="auth_session.id", ondelete="CASCADE", index=True
    )
    impersonation_reason: str | None = None


class RefreshToken(TableModel, table=True):
    """One link of a session's chain; only its digest is kept, and only the last is unspent."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        Index(
            "uq_refresh_token_unspent",
            "session_id",
            unique=True,
            postgresql_where=text("spent_at IS NULL"),
        ),
    )

    session_id: UUID = Field(foreign_key="auth_session.id", ondelete="CASCADE", index=True)
    digest: str = Field(unique=True, repr=False)
    created_at: datetime = timestamp()
    expires_at: datetime = timestamp(index=True)
    spent_at: datetime | None = timestamp(default=None)


class CodePurpose(StrEnum):
    """What a one-time code proves or allows."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"
    CHANGE_EMAIL = "change_email"
    VERIFY_PHONE = "verify_phone"


class OneTimeCode(TableModel, table=True):
    """A link or six digits sent to `target`, kept as digests: it works once, or not at all.

    The digests are None until the e-mail is written. `closed_at` is when it was used, replaced or
    withdrawn; a person has one open code of a kind.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint(f"tries BETWEEN 0 AND {MAX_TRIES}", name="tries_bounded"),
        Index(
            "uq_one_time_code_open",
            "user_id",
            "purpose",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_one_time_code_asked", "user_id", "purpose", "created_at"),
    )

    user_id: UUID = Field(foreign_key="user.id")
    purpose: CodePurpose = text_enum(CodePurpose)
    target: str
    token_digest: str | None = Field(default=None, unique=True, repr=False)
    code_digest: str | None = Field(default=None, repr=False)
    tries: int = 0
    created_at: datetime = timestamp(index=True)
    expires_at: datetime = timestamp()
    closed_at: datetime | None = timestamp(default=None)


class TextMessage(TableModel, table=True):
    """A code on its way to a telephone; `sealed` is None once it was sent or given up."""

    __tablename__ = "text_message"

    user_id: UUID = Field(foreign_key="user.id", index=True)
    code_id: UUID = Field(foreign_key="one_time_code.id", ondelete="CASCADE", unique=True)
    recipient: str = Field(index=True)
    sealed: bytes | None = Field(default=None, repr=False)
    created_at: datetime = timestamp()
    sent_at: datetime | None = timestamp(default=None)


class IpAddressLog(TableModel, table=True):
    """An IP address a person signed in or refreshed from, one row each.

    `network` is its /24 (IPv6: /48).
    `location` is what GeoIP said then, in the person's language; None without a database.
    """

    __tablename__ = "ip_address_log"
    __table_args__ = (
        UniqueConstraint("user_id", "ip", name="uq_ip_address_log_user_ip"),
        Index("ix_ip_address_log_user_network", "user_id", "network"),
        Index("ix_ip_address_log_user_last", "user_id", "last_seen_at", "id"),
        CheckConstraint("times > 0", name="times_positive"),
    )

    user_id: UUID = Field(foreign_key="user.id")
    ip: str
    network: str
    location: str | None = None
    user_agent: str
    times: int = 1
    first_seen_at: datetime = timestamp()
    last_seen_at: datetime = timestamp(index=True)


class SignInMethod(StrEnum):
    """What a person showed to sign in."""

    PASSWORD = "password"
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


class SignInOutcome(StrEnum):
    """What became of an attempt to sign in."""

    SUCCEEDED = "succeeded"
    SECOND_FACTOR_NEEDED = "second_factor_needed"
    WRONG_PASSWORD = "wrong_password"
    WRONG_CODE = "wrong_code"
    WRONG_PASSKEY = "wrong_passkey"
    LOCKED = "locked"


class Totp(TableModel, table=True):
    """A person's authenticator app (RFC 6238); unconfirmed until its first code was given.

    `last_step` is the time step of the last code taken: neither it nor an older one counts again.
    """

    __tablename__ = "totp"

    user_id: UUID = Field(foreign_key="user.id", unique=True)
    sealed: bytes = Field(repr=False)
    last_step: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = timestamp()
    confirmed_at: datetime | None = timestamp(default=None)


class RecoveryCode(TableModel, table=True):
    """One of the codes that stand in for a lost second factor, once each."""

    __tablename__ = "recovery_code"

    user_id: UUID = Field(foreign_key="user.id", index=True)
    digest: str = Field(unique=True, repr=False)
    created_at: datetime = timestamp()
    used_at: datetime | None = timestamp(default=None)


class Passkey(TableModel, table=True):
    """A public key of a person's authenticator (W3C Web Authentication, level 3)."""

    __tablename__ = "passkey"

    user_id: UUID = Field(foreign_key="user.id", index=True)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    transports: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    name: str
    backed_up: bool
    created_at: datetime = timestamp()
    last_used_at: datetime | None = timestamp(default=None)


class ChallengePurpose(StrEnum):
    """What a signature over a challenge is wanted for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"


class PasskeyChallenge(TableModel, table=True):
    """Random bytes that an authenticator is to sign; deleted by their use.

    `owner_id` is the session, or the half-done sign-in, that alone may use them; None for a
    sign-in by passkey alone.
    """

    __tablename__ = "passkey_challenge"

    purpose: ChallengePurpose = text_enum(ChallengePurpose)
    owner_id: UUID | None = None
    challenge: bytes = Field(repr=False)
    expires_at: datetime = timestamp(index=True)


class SignInChallenge(TableModel, table=True):
    """A sign-in whose password was right and whose second factor is still to come."""

    __tablename__ = "sign_in_challenge"
    __table_args__ = (CheckConstraint(f"tries BETWEEN 0 AND {MAX_TRIES}", name="tries_bounded"),)

    user_id: UUID = Field(foreign_key="user.id", index=True)
    digest: str = Field(unique=True, repr=False)
    ip: str
    user_agent: str
    tries: int = 0
    created_at: datetime = timestamp()
    expires_at: datetime = timestamp(index=True)
    used_at: datetime | None = timestamp(default=None)


class SignIn(TableModel, table=True):
    """One attempt to sign in; without a person where nobody has the address that was given."""

    __tablename__ = "sign_in_log"
    __table_args__ = (Index("ix_sign_in_log_user", "user_id", "at", "id"),)

    user_id: UUID | None = Field(default=None, foreign_key="user.id")
    at: datetime = timestamp(index=True)
    ip: str
    location: str | None = None
    user_agent: str
    method: SignInMethod = text_enum(SignInMethod)
    outcome: SignInOutcome = text_enum(SignInOutcome)


class AttemptCount(TableModel, table=True):
    """How often a secret was tried within a span of time; `key` is a digest of who tried what."""

    __tablename__ = "attempt_count"

    key: str = Field(unique=True)
    tries: int
    expires_at: datetime = timestamp(index=True)
