"""People who are there already, and their sessions."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings
from app.features.roles import service as roles
from app.features.users.models import AuthSession, User

PASSWORD = "correct horse battery"
HASH = (
    "$argon2id$v=19$m=7168,t=5,p=1$exWf8OiSg8a8oPAC6/M0FQ$"
    "/abf1a3uiTBWIkfAzdI/C52qie+R279OaQkW3uaAs+w"
)
"""PASSWORD's, at the present cost: 21 ms saved a person."""


async def make_user(
    session: AsyncSession,
    *,
    email: str = "",
    name: str = "Vera",
    verified: bool = True,
    active: bool = True,
    hashed_password: str = HASH,
) -> User:
    """Make a person who signs in with PASSWORD."""
    user = User(
        email=email or f"{new_id()}@example.com",
        hashed_password=hashed_password,
        name=name,
        locale=Locale.EN,
        is_active=active,
        is_verified=verified,
        created_at=clock.now(),
    )
    session.add(user)
    await session.flush()
    return user


async def make_session(
    session: AsyncSession, user_id: UUID, *, account_id: UUID | None = None
) -> AuthSession:
    """Make a live session, as a sign-in does: the person has just proven who they are."""
    now = clock.now()
    made = AuthSession(
        user_id=user_id,
        account_id=account_id,
        ip="192.0.2.1",
        user_agent="test",
        created_at=now,
        last_used_at=now,
        authenticated_at=now,
        expires_at=now + timedelta(days=180),
    )
    session.add(made)
    await session.flush()
    return made


async def bearer(
    session: AsyncSession, settings: Settings, user_id: UUID, *, account_id: UUID | None = None
) -> dict[str, str]:
    """Sign a person in and return the headers of their requests."""
    made = await make_session(session, user_id, account_id=account_id)
    token = AccessTokens(settings).issue(user_id, made.id)
    return {"authorization": f"Bearer {token}"}


async def make_staff(
    session: AsyncSession, settings: Settings, role: BuiltInRole = BuiltInRole.ADMIN
) -> dict[str, str]:
    """Make somebody of the hosting company and return the headers of their requests."""
    await roles.seed(session)
    user = await make_user(session, name=role.title())
    await roles.assign(session, user.id, role)
    return await bearer(session, settings, user.id)
