"""Orders are placed by customers and looked at by staff."""

from collections.abc import AsyncIterator

import pytest

from app.core.context import Actor, ActorKind, acting


@pytest.fixture(autouse=True)
async def _a_request() -> AsyncIterator[None]:
    with acting(Actor(ActorKind.SYSTEM), "test"):
        yield
