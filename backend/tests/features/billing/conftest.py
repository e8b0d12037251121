"""Billing is always somebody's doing; its provider is a real process's program on a socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.context import Actor, ActorKind, acting
from app.core.settings import Settings
from app.features.billing.providers import registry
from app.features.roles.models import BuiltInRole
from tests.factories.accounts import Customer, make_customer
from tests.factories.users import make_staff
from tests.fakes.payments import PaymentProvider, payment_provider


@pytest.fixture(autouse=True)
async def _a_request() -> AsyncIterator[None]:
    with acting(Actor(ActorKind.SYSTEM), "test"):
        yield


@pytest.fixture
async def provider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PaymentProvider]:
    """The sandbox provider, taken payments with."""
    async with payment_provider(tmp_path) as served:
        monkeypatch.setitem(registry._installed, "sandbox", served.gateway)
        yield served


@pytest.fixture
async def customer(session: AsyncSession, settings: Settings) -> Customer:
    """A customer who is signed in."""
    made = await make_customer(session, settings)
    await session.commit()
    return made


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    """Who may do everything, signed in."""
    headers = await make_staff(session, settings, BuiltInRole.ADMIN)
    await session.commit()
    return headers
