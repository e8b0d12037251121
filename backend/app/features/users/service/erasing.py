"""Forgetting a person: the row stays, because documents name its id; nothing in it is theirs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.locale import Locale
from app.features.users.dao.erasing import ErasingDAO
from app.features.users.dao.people import UserDAO
from app.features.users.models import Theme
from app.features.users.service.avatars import remove_avatar
from app.manifest import ErasedPerson

_DOMAIN = "@erased.invalid"
_NO_PASSWORD = "!"  # noqa: S105  nothing hashes to it


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is, outside the panel too."""

    user_id: UUID
    email: str
    name: str
    phone: str | None
    locale: Locale
    time_zone: str


def erased_address(user_id: UUID) -> str:
    """Return the address of somebody who was forgotten: no mail ever gets there (RFC 2606)."""
    return f"erased-{user_id}{_DOMAIN}"


def is_erased_address(email: str) -> bool:
    """Tell whether an address is one that `erased_address` makes."""
    return email.endswith(_DOMAIN)


async def lock_identity(session: AsyncSession, user_id: UUID) -> Identity:
    """Return who a person is, locked until the unit of work ends; raises NotFoundError."""
    user = await UserDAO(session).lock(user_id)
    return Identity(user.id, user.email, user.name, user.phone, user.locale, user.time_zone)


async def erase(session: AsyncSession, person: ErasedPerson) -> None:
    """Delete whatever is the person's alone, and blank the rest.

    Left are the id, the moment of registration and the language. Raises NotFoundError.
    """
    user_id = person.user_id
    await remove_avatar(session, user_id)
    await ErasingDAO(session).empty(user_id)
    blank: dict[str, Any] = {
        "email": erased_address(user_id),
        "hashed_password": _NO_PASSWORD,
        "name": "",
        "phone": None,
        "phone_verified_at": None,
        "theme": Theme.SYSTEM,
        "time_zone": "UTC",
        "is_active": False,
        "is_verified": False,
        "password_changed_at": None,
        "mail_asked_at": None,
        "reset_asked_at": None,
    }
    await UserDAO(session).patch(user_id, blank)
