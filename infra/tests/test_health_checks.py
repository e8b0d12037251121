import asyncio
import os
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from infra.local.ports import Ports
from infra.local.program import Program
from infra.local.stack import answers
from infra.local.supervisor import Supervisor
from infra.local.terminal import Terminal
from infra.local.throwaway import throw_away_servers
from infra.tests.binaries import binary
from infra.tests.health_checks import HealthCheck, all_checks, compose_checks, manifests
from infra.tests.running import Container, caddy, migrate, nginx

# What a check without an address asks is started and asked by the same command as in compose.
OURS = ("api", "worker", "beat", "flower", "payments")
SERVERS = {"postgres", "redis"}
PROXIES = {"panel": "nginx", "proxy": "caddy"}
PACKED = {"panel": "usr/sbin/nginx", "proxy": "usr/bin/caddy"}


async def _status(url: str) -> int:
    def ask() -> int:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return int(refused.code)

    return await asyncio.to_thread(ask)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """Everything of ours, each judged healthy by its own check; gives the address of each."""
    folder = tmp_path_factory.mktemp("containers")
    ports = Ports(folder / "ports.json")
    async with throw_away_servers(Terminal()) as variables:
        await migrate(variables, folder / "migrate.log")
        made = [Container(name, ports.take(name), folder, variables) for name in OURS]
        supervisor = Supervisor(folder / "logs", folder / "run", print)
        try:
            await supervisor.start([one.program() for one in made])
            found = {one.name: f"http://127.0.0.1:{one.port}" for one in made}
            yield found | {"database": variables["DATABASE_URL"]}
        finally:
            await supervisor.stop()


@pytest.mark.asyncio(loop_scope="module")
async def test_what_scales_workers_counts_due_jobs(running: dict[str, str]) -> None:
    queries = [
        trigger["metadata"]["query"]
        for _, found in manifests()
        if found["kind"] == "ScaledObject"
        for trigger in found["spec"]["triggers"]
    ]
    connection = await asyncpg.connect(running["database"].replace("+asyncpg", ""))
    try:
        counts = [await connection.fetchval(query) for query in queries]
    finally:
        await connection.close()
    assert len(queries) == 3
    assert all(isinstance(count, int) for count in counts)


def test_every_check_asks_a_program_that_a_test_starts() -> None:
    asked = {check.program for check in all_checks()}
    assert asked == {*OURS, *SERVERS, *PROXIES}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "check", [one for one in all_checks() if one.path and one.program in OURS], ids=str
)
async def test_every_address_of_a_check_answers(
    running: dict[str, str], check: HealthCheck
) -> None:
    assert await _status(running[check.program] + check.path) == 200


@pytest.mark.parametrize(
    "check", [one for one in all_checks() if one.path and one.program in PROXIES], ids=str
)
def test_a_proxy_has_one_address_of_its_own(check: HealthCheck) -> None:
    assert check.path == "/healthz"


@pytest.mark.asyncio(loop_scope="module")
async def test_with_worker_and_scheduler_running_nothing_is_late(running: dict[str, str]) -> None:
    assert await _status(running["api"] + "/api/v1/health/ready?strict=true") == 200


@pytest.mark.parametrize("name", PROXIES)
async def test_every_proxy_answers_its_check(tmp_path: Path, name: str) -> None:
    program = str(binary(PROXIES[name], PROXIES[name], PACKED[name]))
    port = Ports(tmp_path / "ports.json").take(name)
    (path,) = {check.path for check in compose_checks() if check.program == name}
    command = {"panel": nginx, "proxy": caddy}[name](program, tmp_path, port)
    ready = answers(port, path)
    supervisor = Supervisor(tmp_path / "logs", tmp_path / "run", print)
    try:
        await supervisor.start([Program(name, command, tmp_path, os.environ, ready)])
    finally:
        await supervisor.stop()
