"""The last release's own code on the new schema, as it runs while an upgrade rolls.

Its code is taken from the git history: the commit that last named a released migration.
"""

import asyncio
import io
import json
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from infra.local.command import run
from infra.local.paths import BACKEND, ROOT, VENV_BIN
from infra.local.ports import Ports
from infra.local.program import Program
from infra.local.stack import answers
from infra.local.supervisor import Supervisor
from infra.local.terminal import Terminal
from infra.local.throwaway import throw_away_servers

_RELEASED = "backend/migrations/released"
_PYTHON = VENV_BIN / "python"
# Money, orders and what is deployed for them: what must go on while an upgrade rolls.
_TESTS = (
    "tests/lifecycle/test_paid_service.py",
    "tests/features/orders/test_service.py",
    "tests/features/billing/test_invoices.py",
)


def _git(*arguments: str) -> bytes:
    git = shutil.which("git") or "git"
    return subprocess.run([git, *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def _last_release() -> str:
    """Return the commit of the last release; skips where the history is not here."""
    try:
        shallow = _git("rev-parse", "--is-shallow-repository").decode().strip()
        found = _git("log", "-1", "--format=%H", "--", _RELEASED).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        found, shallow = "", "true"
    if not found or shallow == "true":
        pytest.skip("the git history, which has the last release's code, is not here")
    return found


@dataclass(frozen=True)
class Old:
    """The last release in a folder of its own, with servers whose schema is the new one."""

    root: Path
    variables: dict[str, str]

    async def run(self, name: str, *arguments: str) -> str:
        """Run a Python program of the old release and return what it printed."""
        command: list[str | Path] = [_PYTHON, *arguments]
        log = self.root / f"{name}.log"
        return await run(command, cwd=self.root / "backend", log=log, env=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        """The variables under which Python finds the old release's modules."""
        own = {"PYTHONPATH": f"{self.root}:{self.root}/backend", "ENVIRONMENT": "development"}
        return os.environ | self.variables | own


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def old(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Old]:
    """The last release beside a database that this code has migrated and filled."""
    archive = _git("archive", "--format=zip", _last_release(), "backend", "infra")
    root = tmp_path_factory.mktemp("release")
    with zipfile.ZipFile(io.BytesIO(archive)) as content:
        content.extractall(root)
    async with throw_away_servers(Terminal()) as variables:
        new = os.environ | variables | {"ENVIRONMENT": "development"}
        for command in ("migrate", "seed"):
            words: list[str | Path] = [_PYTHON, "-m", "app.cli", command]
            await run(words, cwd=BACKEND, log=root / f"{command}.log", env=new)
        yield Old(root, variables)


@pytest.mark.asyncio(loop_scope="module")
async def test_it_reads_and_writes_what_the_new_one_did(old: Old) -> None:
    await old.run("seed", "-m", "app.cli", "seed")
    verified = await old.run("verify", "-m", "app.cli", "verify")
    assert "BROKEN" not in verified
    assert "ok" in verified


@pytest.mark.asyncio(loop_scope="module")
async def test_it_serves_beside_the_new_one(old: Old, tmp_path: Path) -> None:
    port = Ports(tmp_path / "ports.json").take("panel")
    command: list[str | Path] = [_PYTHON, "-m", "infra.local.site", "--port", str(port)]
    supervisor = Supervisor(tmp_path / "logs", tmp_path / "run", print)
    ready = answers(port, "/api/v1/health/ready")
    program = Program(
        name="old",
        command=[*command, "--pages", tmp_path],
        cwd=old.root / "backend",
        env=old.environment,
        ready=ready,
    )
    try:
        await supervisor.start([program])
        health, catalog = await asyncio.to_thread(
            lambda: [_get(port, path) for path in ("health/ready", "public/catalog")]
        )
    finally:
        await supervisor.stop()
    assert health["checks"]["database"]["word"] == "ok"
    assert health["checks"]["migrations"]["word"] in {"ok", "ahead"}
    assert catalog["products"]


def _get(port: int, path: str) -> dict[str, dict[str, dict[str, str]]]:
    url = f"http://127.0.0.1:{port}/api/v1/{path}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        found: dict[str, dict[str, dict[str, str]]] = json.load(answer)
    return found


@pytest.mark.asyncio(loop_scope="module")
async def test_its_own_tests_pass_on_the_new_schema(old: Old) -> None:
    # Its tests migrate a database themselves: here by the new release's migrations.
    migrations = old.root / "backend/migrations"
    await asyncio.to_thread(shutil.rmtree, migrations)
    await asyncio.to_thread(shutil.copytree, BACKEND / "migrations", migrations)
    plain = ("-p", "no:cacheprovider", "-q")
    output = await old.run("tests", "-m", "pytest", *plain, *_TESTS)
    assert " failed" not in output, output
    sys.stdout.write(output)
