"""Billing is always somebody's doing; its provider is a real process's program on a socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.context import Actor, ActorKind, acting
from app.features.billing.providers import registry
from tests.factories.accounts import Customer
from tests.fakes.payments import PaymentProvider, payment_provider
from tests.features.billing.buyer import Buyer
from tests.one_transaction import OneTransaction


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
def buyer(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> Buyer:
    """A customer who pays through the provider."""
    return Buyer(client, database, session, customer, provider)
