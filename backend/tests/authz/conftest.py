"""The world of the matrix, at one moment of time."""

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.core.settings import Settings
from app.features.billing.providers import registry as payments
from app.features.billing.providers.base import (
    PaymentOrder,
    PaymentOutcomeUnknownError,
    ProviderErrorCode,
    RemotePayment,
)
from app.features.billing.providers.sandbox import SandboxGateway
from app.features.deployments.providers import registry
from app.features.deployments.workflow import runtime as reality
from app.features.health.providers.broker import BrokerReport
from tests.authz.access import Agreement, agreed
from tests.authz.callers import everybody
from tests.authz.matrix import Matrix
from tests.authz.world import World, make_world
from tests.features.deployments.scripted import ScriptedDriver
from tests.features.deployments.scripted import ScriptedRuntime as Books


class _AwayGateway(SandboxGateway):
    """A payment provider that does not answer: the payment stays unknown."""

    def __init__(self) -> None:
        super().__init__("http://payments.test", "key", "secret")

    async def create(self, _order: PaymentOrder) -> RemotePayment:
        raise PaymentOutcomeUnknownError(ProviderErrorCode.TIMEOUT)


async def _scheduler_runs(*_args: object) -> BrokerReport:
    return BrokerReport(scheduler_lag=0)


async def _no_lines(*_args: object, **_payload: object) -> dict[str, list[str]]:
    return {"lines": []}


@pytest.fixture(autouse=True)
def _scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    books = Books()
    monkeypatch.setitem(registry._FACTORIES, "scripted", lambda node: ScriptedDriver(node, books))
    monkeypatch.setattr(reality, "answers", books.answers)
    monkeypatch.setitem(payments._installed, "sandbox", _AwayGateway())
    monkeypatch.setattr("app.features.deployments.service.logs.ask", _no_lines)
    monkeypatch.setattr("app.web.sse.PING_SECONDS", 0.01)
    monkeypatch.setattr("app.features.health.service.ask_broker", _scheduler_runs)
    monkeypatch.setattr("app.features.backups.service.recording.is_configured", lambda _: True)


@pytest.fixture
def agreement() -> Agreement:
    return agreed()


@pytest.fixture
async def made(session: AsyncSession, settings: Settings) -> World:
    return await make_world(session, settings)


@pytest.fixture
async def matrix(
    app: FastAPI,
    connection: AsyncConnection,
    session: AsyncSession,
    settings: Settings,
    made: World,
    agreement: Agreement,
) -> Matrix:
    callers = await everybody(session, settings, made, agreement)
    return Matrix(app, connection, made, callers, agreement)
