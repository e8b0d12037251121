"""A panel with a scripted node."""

import pytest

from app.dao.session import Database
from app.events import bus, outbox
from app.events.base import Event
from app.events.bus import Subscription
from app.features.billing import service as billing
from app.features.deployments.providers import registry
from app.features.deployments.workflow import runtime
from app.features.orders import service as orders
from tests.factories.deployments import OrderBook
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import ScriptedDriver, ScriptedRuntime


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedRuntime:
    """A runtime of its own, behind the driver called `scripted`."""
    made = ScriptedRuntime()
    monkeypatch.setitem(registry._FACTORIES, "scripted", lambda node: ScriptedDriver(node, made))
    monkeypatch.setattr(runtime, "answers", made.answers)
    return made


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> OrderBook:
    """The orders, as their feature would tell them."""
    made = OrderBook()
    for call in ("snapshot", "begin_retry", "record_failure"):
        monkeypatch.setattr(orders, call, getattr(made, call))
    monkeypatch.setattr(billing, "subscription_state", made.subscription_state)
    monkeypatch.setattr(outbox, "handlers_of", _only_ours)
    return made


def _only_ours(kind: type[Event]) -> list[Subscription]:
    """Leave the features out that would look for the order itself."""
    return [one for one in bus.handlers_of(kind) if one.name.startswith("deployments.")]


@pytest.fixture
async def panel(committed: Database, scripted: ScriptedRuntime, book: OrderBook) -> Panel:
    return await Panel.opened(committed, scripted, book)
