"""Facts about people and their sessions."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class UserRegistered(Event):
    """Somebody opened an account; the address is not proven yet."""

    type: ClassVar = "user.registered"

    user_id: UUID


class RegistrationRepeated(Event):
    """Somebody registered with an address that already has an account: its owner is told."""

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

    user_id: UUID
    session_id: UUID
    reason: str
