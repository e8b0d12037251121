"""The one door to the drivers, and the arithmetic they share."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.core.settings import Environment, Settings
from app.features.deployments.providers import registry
from app.features.deployments.providers.base import (
    InstanceKind,
    InvalidSpecError,
    NodeTarget,
)
from app.features.deployments.providers.docker.driver import DockerDriver
from app.features.deployments.providers.log_lines import last_lines
from sandbox.process.driver import ProcessDriver

_PROCESS = "process=sandbox.process.driver:connect"


def _use(monkeypatch: pytest.MonkeyPatch, *, drivers: str = _PROCESS, **given: Any) -> None:
    settings = Settings(environment=Environment.TEST, driver_plugins=drivers, **given)
    monkeypatch.setattr(registry, "get_settings", lambda: settings)


def _target(driver: str) -> NodeTarget:
    return NodeTarget(node_id="n", driver=driver)


def test_docker_needs_no_plug_in(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, drivers="")
    assert isinstance(registry.driver_for(_target("docker")), DockerDriver)
    with pytest.raises(InvalidSpecError, match="no driver is called"):
        registry.driver_for(_target("process"))


def test_a_driver_says_which_kinds_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch)
    virtual = NodeTarget(node_id="n", driver="qemu", endpoint="dir:///nowhere")
    made = registry.driver_for(virtual)
    assert registry.kinds_of("qemu") == made.kinds == {InstanceKind.VIRTUAL_MACHINE}
    assert registry.kinds_of("docker") == DockerDriver.kinds == {InstanceKind.CONTAINER}
    assert registry.kinds_of("process") == ProcessDriver.kinds


def test_no_node_of_virtual_machines_is_offered_yet() -> None:
    assert "qemu" not in registry.driver_settings()


def test_a_node_gets_the_driver_that_the_settings_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, drivers=f"other=os:getcwd, {_PROCESS}")
    assert isinstance(registry.driver_for(_target("process")), ProcessDriver)


@pytest.mark.parametrize("gone", ["not_installed.driver:connect", "sandbox.process.driver:gone"])
def test_a_plug_in_that_cannot_be_imported_is_named(
    monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    _use(monkeypatch, drivers=f"process={gone}")
    with pytest.raises(InvalidSpecError, match=gone):
        registry.driver_for(_target("process"))


@pytest.mark.parametrize(
    "wrong", ["process", "process=sandbox.process.driver", "process=/etc/x:y", "../x=a:b"]
)
def test_a_plug_in_is_a_name_and_what_to_import(wrong: str) -> None:
    with pytest.raises(ValidationError, match="driver_plugins"):
        Settings(driver_plugins=wrong)


def test_an_unknown_driver_is_refused() -> None:
    with pytest.raises(InvalidSpecError):
        registry.driver_for(_target("../process"))


def test_a_driver_can_be_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(registry, "_FACTORIES", dict(registry._FACTORIES))
    made = ProcessDriver(_target("fake"), tmp_path, production=False)
    registry.register("fake", lambda _: made)
    assert registry.driver_for(_target("fake")) is made


def test_production_starts_without_the_sandbox_package() -> None:
    program = """
import sys
sys.modules["sandbox"] = None
from app.celery.worker import load_tasks
from app.features.deployments.providers.base import NodeTarget
from app.features.deployments.providers.registry import driver_for
from app.main import create_app
load_tasks()
create_app()
print(driver_for(NodeTarget(node_id="n", driver="docker", endpoint="unix:///x")).name)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[4],
        env={
            "ENVIRONMENT": "production",
            "SECRET_KEY": "a-secret-of-the-tests-0123456789",
            "DATABASE_URL": "postgresql://owner:of-this-test@localhost/panel",
            "PATH": "",
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "docker\n", done.stderr


@pytest.mark.parametrize(
    ("host", "public", "address"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:20000"),
        ("0.0.0.0", "node1.example.com", "http://node1.example.com:20000"),
        ("::1", "", "http://[::1]:20000"),
    ],
)
def test_an_address_is_what_a_browser_takes(host: str, public: str, address: str) -> None:
    node = NodeTarget(node_id="n", driver="docker", host=host, public_host=public)
    assert node.address(20000) == address


def test_log_lines_are_cut_and_decoded_leniently() -> None:
    assert last_lines(b"a\r\n\xff\n" + b"x" * 9000, 5) == ["a", "\ufffd", "x" * 4096]
    assert last_lines(b"", 5) == []


def test_a_plug_in_says_what_it_takes_as_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, drivers=f"gone=no.such:thing, {_PROCESS}")
    assert registry.driver_settings().keys() == {"docker", "process"}
