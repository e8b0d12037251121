"""Logs of services: asked by the API, answered by a worker, bounded on both sides."""

import pytest

from app.core.requests import DriverInRequestError, serving_request
from app.features.deployments import service
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import ScriptedDriver


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["a", "b"], ["a", "b"]),
        (["x" * 400_000, "y" * 400_000, "z"], ["y" * 400_000, "z"]),
        (["a", "x" * 600_000], []),
    ],
)
async def test_no_more_than_half_a_mebibyte_is_answered(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, lines: list[str], kept: list[str]
) -> None:
    async def logs(_self: object, _name: str, _tail: int = 200) -> list[str]:
        return lines

    monkeypatch.setattr(ScriptedDriver, "logs", logs)
    made = await panel.deployed()
    assert await service.find_logs(panel.database, made.id, 10) == {"lines": kept}


async def test_a_request_calls_no_driver(panel: Panel) -> None:
    made = await panel.deployed()
    with serving_request(), pytest.raises(DriverInRequestError):
        await service.find_logs(panel.database, made.id, 10)
