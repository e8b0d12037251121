"""A real Prometheus with the overlay's configuration reads the metrics of a running API."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from infra.local.paths import ROOT
from infra.local.ports import Ports
from infra.local.program import Program
from infra.local.stack import answers
from infra.local.supervisor import Supervisor
from infra.local.terminal import Terminal
from infra.local.throwaway import throw_away_servers
from infra.tests.binaries import binary
from infra.tests.running import Container, migrate

_FOLDER = ROOT / "infra/monitoring"
_TOKEN = "token-of-the-tests"  # noqa: S105 - theirs alone
_SECONDS = 60


def _configuration(folder: Path, api: int) -> Path:
    """Write the overlay's own file with this machine's places in it."""
    (folder / "token").write_text(_TOKEN, encoding="utf-8")
    text = (_FOLDER / "prometheus.yml").read_text(encoding="utf-8")
    for inside, here in (
        ("/run/secrets/metrics_token", str(folder / "token")),
        ("/etc/prometheus/rules.yml", str(_FOLDER / "rules.yml")),
        ("api:8000", f"127.0.0.1:{api}"),
        ("scrape_interval: 15s", "scrape_interval: 1s"),
        ("evaluation_interval: 15s", "evaluation_interval: 1s"),
    ):
        assert inside in text
        text = text.replace(inside, here)
    file = folder / "prometheus.yml"
    file.write_text(text, encoding="utf-8")
    return file


def _prometheus(program: Path, folder: Path, api: int, port: int) -> Program:
    place = f"127.0.0.1:{port}"
    options = [f"--config.file={_configuration(folder, api)}", f"--web.listen-address={place}"]
    options.append(f"--storage.tsdb.path={folder / 'series'}")
    return Program(
        name="prometheus",
        command=[program, *options],
        cwd=folder,
        ready=answers(port, "/-/ready"),
    )


@pytest_asyncio.fixture
async def prometheus(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a Prometheus beside an API that wants the token."""
    program = await asyncio.to_thread(binary, "prometheus", "prometheus", "usr/bin/prometheus")
    ports = Ports(tmp_path / "ports.json")
    async with throw_away_servers(Terminal()) as variables:
        await migrate(variables, tmp_path / "migrate.log")
        guarded = variables | {"METRICS_TOKEN": _TOKEN}
        api = Container("api", ports.take("api"), tmp_path, guarded)
        port = ports.take("prometheus")
        supervisor = Supervisor(tmp_path / "logs", tmp_path / "run", print)
        try:
            await supervisor.start([api.program()])
            await supervisor.start([_prometheus(program, tmp_path, api.port, port)])
            yield f"http://127.0.0.1:{port}/api/v1"
        finally:
            await supervisor.stop()


async def _ask(address: str) -> Any:  # noqa: ANN401 - Prometheus' JSON
    def ask() -> Any:  # noqa: ANN401 - the same
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own
            return json.load(answer)["data"]

    return await asyncio.to_thread(ask)


async def _scraped(address: str) -> dict[str, Any]:
    """Return the one target once it was read."""
    targets: list[dict[str, Any]] = []
    async with asyncio.timeout(_SECONDS):
        while [one["health"] for one in targets] in ([], ["unknown"]):
            await asyncio.sleep(0.2)
            targets = (await _ask(f"{address}/targets"))["activeTargets"]
    (target,) = targets
    return target


async def test_prometheus_reads_the_api_by_the_overlays_configuration(prometheus: str) -> None:
    target = await _scraped(prometheus)
    assert (target["health"], target["lastError"]) == ("up", "")
    names = await _ask(f"{prometheus}/label/__name__/values")
    assert {"up", "hostwright_http_request_seconds_count", "hostwright_database_bytes"} <= set(
        names
    )
    groups = (await _ask(f"{prometheus}/rules"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert rules
    assert [rule["name"] for rule in rules if rule.get("lastError")] == []
