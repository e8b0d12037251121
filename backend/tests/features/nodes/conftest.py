"""Nodes behind a scripted driver."""

import pytest

from app.features.deployments.providers import registry
from tests.features.deployments.scripted import ScriptedDriver, ScriptedRuntime


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedRuntime:
    """What really is on the nodes of the driver called `scripted`."""
    made = ScriptedRuntime()
    monkeypatch.setitem(registry._FACTORIES, "scripted", lambda node: ScriptedDriver(node, made))
    return made
