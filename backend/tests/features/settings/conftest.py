"""An owner who sets things, signed in a moment ago."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.settings import Settings, get_settings
from app.features.roles import service as roles
from tests.features.users.person import make_person

JSON = dict[str, Any]


@dataclass
class Editor:
    """Somebody at the settings pages."""

    client: AsyncClient
    headers: dict[str, str]

    async def read(self, group: str) -> JSON:
        """Return a group."""
        found: JSON = (await self.client.get(self._path(group), headers=self.headers)).json()
        return found

    async def put(self, group: str, seen: int | None = None, **changed: object) -> Response:
        """Change some fields of a group, as whoever has read the version `seen` (default: this)."""
        now = await self.read(group)
        headers = self.headers | {"If-Match": f'"{seen or now["version"]}"'}
        body = now["values"] | changed
        return await self.client.put(self._path(group), json=body, headers=headers)

    @staticmethod
    def _path(group: str) -> str:
        return f"/admin/settings/{group}"


@pytest.fixture
async def owner(client: AsyncClient, session: AsyncSession, settings: Settings) -> Editor:
    await roles.seed(session)
    olga = await make_person(client, session, settings, email="olga@example.com")
    await roles.assign(session, olga.user.id, BuiltInRole.OWNER)
    return Editor(client, olga.headers)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment's variables, read anew after each change."""
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()
