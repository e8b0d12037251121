"""Whoever the tests of most features begin with."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.settings import Settings
from tests.factories.accounts import Customer, make_customer
from tests.factories.users import make_staff


@pytest.fixture
async def customer(session: AsyncSession, settings: Settings) -> Customer:
    """A customer who is signed in."""
    made = await make_customer(session, settings)
    await session.commit()
    return made


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    """Headers of somebody who may do everything."""
    headers = await make_staff(session, settings, BuiltInRole.ADMIN)
    await session.commit()
    return headers
