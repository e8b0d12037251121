"""Billing is always somebody's doing; its provider is a real process's program on a socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.core.context import Actor, ActorKind, acting
from app.features.billing.providers import registry
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
