from collections.abc import Awaitable, Callable

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from tests.features.users.person import Person, make_person

Drain = Callable[[], Awaitable[int]]


@pytest.fixture
async def vera(client: AsyncClient, session: AsyncSession, settings: Settings) -> Person:
    return await make_person(client, session, settings, email="vera@example.com")
