"""The one door to the drivers, and the arithmetic they share."""

import os
import time
from pathlib import Path

import pytest

from app.core.settings import Environment, Settings
from app.features.deployments.providers import registry
from app.features.deployments.providers.base import (
    DriverForbiddenError,
    InvalidSpecError,
    NodeTarget,
)
from app.features.deployments.providers.docker import DockerDriver
from app.features.deployments.providers.process import ProcessDriver
from app.features.deployments.providers.process_usage import facts_of, memory_limit, readings
from app.features.deployments.providers.usage import CpuWindow, Reading


def _use(monkeypatch: pytest.MonkeyPatch, environment: Environment, root: Path) -> None:
    secret = "a-secret-of-at-least-thirty-two-characters"
    settings = Settings(environment=environment, secret_key=secret, instances_dir=root)
    monkeypatch.setattr(registry, "get_settings", lambda: settings)


def test_a_node_gets_its_driver(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _use(monkeypatch, Environment.TEST, tmp_path)
    process = registry.driver_for(NodeTarget(node_id="n", driver="process"))
    assert isinstance(process, ProcessDriver)
    elsewhere = NodeTarget(node_id="n", driver="process", endpoint=str(tmp_path / "there"))
    assert isinstance(registry.driver_for(elsewhere), ProcessDriver)
    docker = registry.driver_for(NodeTarget(node_id="n", driver="docker"))
    assert isinstance(docker, DockerDriver)


def test_processes_do_not_serve_customers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _use(monkeypatch, Environment.PRODUCTION, tmp_path)
    with pytest.raises(DriverForbiddenError):
        registry.driver_for(NodeTarget(node_id="n", driver="process"))


def test_an_unknown_driver_is_refused() -> None:
    with pytest.raises(InvalidSpecError):
        registry.driver_for(NodeTarget(node_id="n", driver="../process"))


def test_a_driver_can_be_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(registry, "_FACTORIES", dict(registry._FACTORIES))
    made = ProcessDriver(NodeTarget(node_id="n", driver="fake"), tmp_path, production=False)
    registry.register("fake", lambda _: made)
    assert registry.driver_for(NodeTarget(node_id="n", driver="fake")) is made


@pytest.mark.parametrize(
    ("host", "public", "address"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:20000"),
        ("0.0.0.0", "node1.example.com", "http://node1.example.com:20000"),  # noqa: S104  an example
        ("::1", "", "http://[::1]:20000"),
    ],
)
def test_an_address_is_what_a_browser_takes(host: str, public: str, address: str) -> None:
    node = NodeTarget(node_id="n", driver="docker", host=host, public_host=public)
    assert node.address(20000) == address


def test_cpu_is_averaged_since_the_last_reading() -> None:
    window, start = CpuWindow(), time.monotonic()
    first = Reading(cpu_seconds=1.0, memory_mb=1, at=start)
    assert window.needs_second({"a": first})
    assert window.percent("a", first) == 0.0
    later = Reading(cpu_seconds=6.0, memory_mb=1, at=start + 10)
    assert not window.needs_second({"a": later})
    assert window.percent("a", later) == 50.0
    assert window.percent("a", later, later) == 0.0


def test_a_counter_that_fell_is_a_new_start() -> None:
    window, start = CpuWindow(), time.monotonic()
    window.percent("a", Reading(cpu_seconds=9.0, memory_mb=1, at=start))
    again = Reading(cpu_seconds=0.5, memory_mb=1, at=start + 10)
    assert window.needs_second({"a": again})
    second = Reading(cpu_seconds=0.75, memory_mb=1, at=start + 10.25)
    assert window.percent("a", second, again) == pytest.approx(100.0)


def test_old_readings_are_forgotten() -> None:
    window = CpuWindow()
    window.percent("a", Reading(cpu_seconds=1, memory_mb=1, at=time.monotonic() - 2000))
    window.forget_old()
    assert window._last == {}


def test_a_process_that_is_gone_has_no_reading(tmp_path: Path) -> None:
    assert readings({"a": 0, "b": 2**22 + 1}) == {}
    assert memory_limit(2**22 + 1, 96) == 96
    assert memory_limit(os.getpid(), 96) == 0
    assert facts_of(tmp_path / "not" / "yet").disk_gb > 0
