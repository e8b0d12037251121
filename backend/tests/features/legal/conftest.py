"""Staff who write legal documents, and what they publish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.roles import service as roles
from tests.features.users.person import make_person

JSON = dict[str, Any]
TEXT = {"ru": "# Условия", "en": "# Terms\n\nWelcome."}


@dataclass
class Writer:
    """Somebody who looks after the settings."""

    client: AsyncClient
    headers: dict[str, str]

    async def begin(self, kind: str = "terms", **more: object) -> Response:
        """Begin a draft."""
        return await self.client.post(
            "/admin/legal-documents", json={"kind": kind, "body": TEXT} | more, headers=self.keyed()
        )

    async def save(self, draft: JSON, **changed: object) -> Response:
        """Write the draft anew, as whoever has read this one."""
        body = {"body": draft["body"], "requires_consent": draft["requires_consent"]} | changed
        headers = self.headers | {"If-Match": f'"{draft["version"]}"'}
        return await self.client.put(
            f"/admin/legal-documents/{draft['id']}", json=body, headers=headers
        )

    async def publish(self, draft: JSON, effective_at: datetime | None = None) -> Response:
        """Publish the draft."""
        headers = self.headers | {"If-Match": f'"{draft["version"]}"'}
        return await self.client.post(
            f"/admin/legal-documents/{draft['id']}/actions/publish",
            json={"effective_at": effective_at and effective_at.isoformat()},
            headers=headers,
        )

    async def published(
        self, kind: str = "terms", effective_at: datetime | None = None, **more: object
    ) -> JSON:
        """Write and publish a version."""
        draft = (await self.begin(kind, **more)).json()
        answer = await self.publish(draft, effective_at)
        assert answer.status_code == 200, answer.text
        found: JSON = answer.json()
        return found

    def keyed(self) -> dict[str, str]:
        """Return the headers of a request that makes something."""
        return self.headers | {"Idempotency-Key": str(new_id())}


@pytest.fixture
async def writer(client: AsyncClient, session: AsyncSession, settings: Settings) -> Writer:
    await roles.seed(session)
    olga = await make_person(client, session, settings, email="olga@example.com")
    await roles.assign(session, olga.user.id, BuiltInRole.OWNER)
    return Writer(client, olga.headers)
