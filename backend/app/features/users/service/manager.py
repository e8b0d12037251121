"""fastapi-users' manager and password flow over our own store and hashing threads.

Its token, profile and reset routes are not used: they hash on the loop, change what must be
confirmed first, or tell who has an account.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.security import OAuth2PasswordRequestForm
from fastapi_users import BaseUserManager, UUIDIDMixin
from fastapi_users.db import BaseUserDatabase
from fastapi_users.exceptions import UserNotExists
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import json
from app.core.errors import NotFoundError
from app.dao.session import Reads
from app.features.users.dao.people import CREDENTIALS, UserDAO
from app.features.users.models import User
from app.features.users.providers.passwords import STAND_IN, PasswordPool


@dataclass(frozen=True, slots=True)
class Checked:
    """Who has the address, as seen before; and that person, locked, if the password is right."""

    known: User | None
    user: User | None


class UserDatabase(BaseUserDatabase[Any, UUID]):
    """What the manager needs of the store; nothing here commits."""

    def __init__(self, session: AsyncSession, reads: Reads) -> None:
        self._reads = reads
        self._dao = UserDAO(session)

    async def get(self, id: UUID) -> User | None:  # noqa: A002  fastapi-users' own name
        """Return the person."""
        return await self._dao.find(id)

    async def get_by_email(self, email: str) -> User | None:
        """Return a copy of the person with this address, read outside the unit of work."""
        try:
            found = await CREDENTIALS.fetch_one(self._reads, email=email)
        except NotFoundError:
            return None
        return User.model_validate(json.loads(found))

    async def confirmed(self, seen: User) -> User | None:
        """Lock the person, if still active and with the password that was checked."""
        return seen if await self._dao.confirm(seen.id, seen.hashed_password) else None

    async def update(self, user: User, update_dict: dict[str, Any]) -> User:
        """Change the given fields."""
        return await self._dao.patch(user.id, update_dict)


class UserManager(UUIDIDMixin, BaseUserManager[Any, UUID]):
    """Checks passwords; no connection is held while a thread hashes."""

    user_db: UserDatabase

    def __init__(self, user_db: UserDatabase, passwords: PasswordPool) -> None:
        super().__init__(user_db, passwords.helper)
        self._passwords = passwords

    async def checked(self, credentials: OAuth2PasswordRequestForm) -> Checked:
        """Check an address and a password; a hash of older parameters is replaced.

        An unknown address costs the same work. Raises TooManyRequestsError when too many wait.
        """
        try:
            seen: User = await self.get_by_email(credentials.username)
        except UserNotExists:
            await self._passwords.check(credentials.password, STAND_IN)
            return Checked(None, None)
        right, better = await self._passwords.check(credentials.password, seen.hashed_password)
        user = await self.user_db.confirmed(seen) if right else None
        if user is not None and better is not None:
            await self.user_db.update(user, {"hashed_password": better})
        return Checked(seen, user)
