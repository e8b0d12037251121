"""What a person may act through besides a password: it ends with the access it came from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class AccessEnd(StrEnum):
    """Why a person may not act any more as they could."""

    MEMBERSHIP_ENDED = "membership_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  why, no password
    USER_DISABLED = "user_disabled"
    USER_ERASED = "user_erased"


@dataclass(frozen=True, slots=True)
class AccessLoss:
    """Who lost access and why; `account_id` where only that account is concerned.

    `keep_session` is the session in which a person changes the password: it goes on.
    """

    user_id: UUID
    reason: AccessEnd
    account_id: UUID | None = None
    keep_session: UUID | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """One kind of credential: `revoke` ends all that the person has, for each of `ends_with`.

    It runs in the unit of work of the loss, so that neither is there without the other.
    """

    name: str
    ends_with: frozenset[AccessEnd]
    revoke: Callable[[AsyncSession, AccessLoss], Awaitable[None]]
