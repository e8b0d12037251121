"""Events about people and their sessions."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class UserRegistered(Event):
    """Somebody opened an account; the address is not proven yet."""

    type: ClassVar = "user.registered"

    user_id: UUID


class RegistrationRepeated(Event):
    """Somebody registered with an address that already has an account: its owner gets an e-mail."""

    type: ClassVar = "user.registration_repeated"

    user_id: UUID


class VerificationRequested(Event):
    """A person asked for another verification mail."""

    type: ClassVar = "user.verification_requested"

    user_id: UUID


class UserVerified(Event):
    """The person has proven the e-mail address."""

    type: ClassVar = "user.verified"

    user_id: UUID


class SessionCreated(Event):
    """Somebody signed in."""

    type: ClassVar = "session.created"

    user_id: UUID
    session_id: UUID


class SessionRevoked(Event):
    """A session ended before its time."""

    type: ClassVar = "session.revoked"
    changes_rights: ClassVar = True

    user_id: UUID
    session_id: UUID
    reason: str


class SessionAccountChanged(Event):
    """A session acts for another account, or for none."""

    type: ClassVar = "session.account_changed"
    changes_rights: ClassVar = True

    user_id: UUID
    session_id: UUID


class UserDisabled(Event):
    """The person may not come in any more."""

    type: ClassVar = "user.disabled"
    changes_rights: ClassVar = True

    user_id: UUID


class PasswordResetRequested(Event):
    """Somebody who may be the person has forgotten the password."""

    type: ClassVar = "user.password_reset_requested"

    user_id: UUID


class PasswordChanged(Event):
    """The person has another password; `reset` where a mailed link was enough."""

    type: ClassVar = "user.password_changed"
    changes_rights: ClassVar = True

    user_id: UUID
    reset: bool


class EmailChangeRequested(Event):
    """The person wants another address: it has to be proven, and the present one gets an e-mail."""

    type: ClassVar = "user.email_change_requested"

    user_id: UUID


class EmailChanged(Event):
    """The person has another address; `previous` is the one before."""

    type: ClassVar = "user.email_changed"

    user_id: UUID
    previous: str


class SignedInFromNewPlace(Event):
    """Somebody signed in from a network the person was never seen in."""

    type: ClassVar = "user.signed_in_from_new_place"

    user_id: UUID
    ip: str
    place: str | None
    device: str


class SecondFactorChanged(Event):
    """A way of proving who one is was added, taken away or spent.

    `change` is one of `totp_enabled`, `totp_disabled`, `passkey_added`, `passkey_removed`,
    `recovery_codes_made`, `recovery_code_used`, `reset`; `name` is the passkey's.
    """

    type: ClassVar = "second_factor.changed"
    changes_rights: ClassVar = True

    user_id: UUID
    change: str
    name: str = ""
