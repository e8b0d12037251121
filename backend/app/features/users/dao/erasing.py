"""SQL that erases a person."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.export import PERSON
from app.features.roles.models import StaffRole
from app.features.users.errors import StaffCannotEraseError
from app.features.users.models import (
    AuthSession,
    IpAddressLog,
    OneTimeCode,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SignIn,
    SignInChallenge,
    TextMessage,
    Totp,
    User,
)
from app.manifest import Obstacle

_BELONGINGS: tuple[Any, ...] = (
    TextMessage,
    OneTimeCode,
    Totp,
    RecoveryCode,
    Passkey,
    SignInChallenge,
    SignIn,
    IpAddressLog,
    AuthSession,
)
"""What is a person's alone; refresh tokens go with their sessions."""

OBSTACLES = (
    Obstacle(
        10, StaffCannotEraseError, select(col(StaffRole.id)).where(col(StaffRole.user_id) == PERSON)
    ),
)
"""The person holds a staff role, whatever this session lets them do with it."""


class ErasingDAO(BaseDAO[User]):
    """SQL on people to erase."""

    model = User

    async def empty(self, user_id: UUID) -> None:
        """Delete everything that is the person's alone."""
        sessions = select(col(AuthSession.id)).where(col(AuthSession.user_id) == user_id)
        begun = select(col(SignInChallenge.id)).where(col(SignInChallenge.user_id) == user_id)
        owner = col(PasskeyChallenge.owner_id)
        await self._delete(PasskeyChallenge, or_(owner.in_(sessions), owner.in_(begun)))
        for table in _BELONGINGS:
            await self._delete(table, table.user_id == user_id)

    async def _delete(self, table: Any, where: Any) -> None:  # noqa: ANN401  any table of this room
        statement = delete(table).where(where)
        await self.session.execute(statement.execution_options(synchronize_session=False))
