"""Staff who are signed in, and ask over HTTP."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.settings import Settings
from app.features.roles import service as roles
from app.features.users.models import AuthSession
from tests.factories.users import make_user


@dataclass(frozen=True)
class Staff:
    """One of the staff, with a fresh proof of who they are."""

    client: AsyncClient
    headers: dict[str, str]

    async def ask(
        self, method: str, path: str, body: object = None, version: int | None = None
    ) -> Response:
        """Ask the API; an edit is of this version, or of whichever there is."""
        headers = self.headers | {"if-match": f'"{version}"' if version else "*"}
        return await self.client.request(method, path, json=body, headers=headers)

    async def get(self, path: str) -> Any:
        """Return what the API answers; it must not refuse."""
        answer = await self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def done(self, method: str, path: str, body: object = None, **more: int) -> Any:
        """Do something that must succeed and return the answer."""
        answer = await self.ask(method, path, body, **more)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    async def refused(
        self, method: str, path: str, body: object = None, **more: int
    ) -> tuple[int, str]:
        """Return status and code of a refusal."""
        answer = await self.ask(method, path, body, **more)
        return answer.status_code, answer.json()["code"]


async def sign_in(
    client: AsyncClient, session: AsyncSession, settings: Settings, role: str
) -> Staff:
    """Make somebody of the staff with this built-in role, signed in."""
    await roles.seed(session)
    user = await make_user(session, name="Staff")
    await roles.assign(session, user.id, role)
    now = clock.now()
    begun = AuthSession(
        user_id=user.id,
        ip="192.0.2.1",
        user_agent="test",
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=1),
        authenticated_at=now,
    )
    session.add(begun)
    await session.commit()
    token = AccessTokens(settings).issue(user.id, begun.id)
    return Staff(client, {"authorization": f"Bearer {token}"})
