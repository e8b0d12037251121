"""A customer's panel inside the test's transaction, to be asked over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import questions
from app.celery.queues import Queue
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.deployments.models import Service
from tests.factories.accounts import Customer
from tests.factories.deployments import OrderBook
from tests.factories.nodes import make_node
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import ScriptedRuntime
from tests.one_transaction import OneTransaction


@pytest.fixture
async def panel(
    session: AsyncSession,
    database: OneTransaction,
    scripted: ScriptedRuntime,
    book: OrderBook,
    customer: Customer,
) -> Panel:
    """A panel whose account is the customer's, inside the test's transaction."""
    node_id = await make_node(session)
    return Panel(database, scripted, book, customer.account_id, node_id)


@pytest.fixture
async def shop(panel: Panel) -> Service:
    return await panel.deployed()


@pytest.fixture
async def worker(
    settings: Settings, database: OneTransaction, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """A worker that answers questions; the API's own process calls no driver."""
    monkeypatch.setattr(questions, "_LIST", f"questions:{new_id()}:")
    answering = questions.Answering(settings.redis_url, [Queue.DEPLOY], database)
    running = asyncio.create_task(answering.run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
