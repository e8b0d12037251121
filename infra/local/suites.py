"""The suites of `just test`: what each runs and what it needs."""

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.local.chromium import find_chromium
from infra.local.coverage import judge
from infra.local.docker import Docker
from infra.local.engine import NO_ENGINE
from infra.local.environment import given
from infra.local.foreground import run_foreground
from infra.local.launch import Launch
from infra.local.paths import BACKEND, E2E, FRONTEND, ROOT, VENV_BIN
from infra.local.results import Outcome
from infra.local.servers import Home
from infra.local.terminal import Terminal
from infra.local.throwaway import throw_away_servers

# A throw-away stack has its own servers, addresses and mailbox, whatever `.env` says.
_NOT_FOR_TESTS = {
    *("DATABASE_URL", "CELERY_BROKER_URL", "REDIS_URL", "HOST", "PORT", "PUBLIC_URL", "API_URL"),
    *("SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "INSTANCES_DIR", "DRIVER_PLUGINS", "ENVIRONMENT"),
    *("FILES_DIR", "BLOB_URL"),
}

# Every browser and program of the suite comes from one address, faster than any office.
_ONE_ADDRESS = {f"RATE_LIMIT_{kind}": "100000/minute" for kind in ("AUTH", "WRITE", "READ")}


@dataclass(frozen=True)
class Bench:
    """What all suites share: terminal, scratch folder, findings."""

    terminal: Terminal
    folder: Path
    docker: Docker

    def findings(self) -> dict[str, str]:
        """Return the variables that tell suites about Docker."""
        if self.docker.address:
            return {"HOSTWRIGHT_TEST_DOCKER": self.docker.address}
        return {"HOSTWRIGHT_TEST_DOCKER_MISSING": self.docker.missing or "not looked for"}

    async def run(
        self,
        name: str,
        command: Sequence[str | Path],
        cwd: Path,
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run one suite's program on the terminal; its JUnit report is expected in `folder`."""
        self.terminal.line(f"\n── {name} " + "─" * (70 - len(name)))
        began = time.monotonic()
        variables = os.environ | self.findings() | dict(env or {})
        code = await run_foreground(command, cwd, variables)
        return Outcome(name, code, time.monotonic() - began).read(self.report(name))

    def report(self, name: str) -> Path:
        """Return where the suite of that name leaves its JUnit report."""
        return self.folder / f"{name}.xml"


async def check(bench: Bench) -> Outcome:
    """Every linter and contract."""
    return await bench.run("check", ["just", "--justfile", str(ROOT / "Justfile"), "check"], ROOT)


async def backend(bench: Bench) -> Outcome:
    """The backend's tests on a PostgreSQL and a Valkey of their own."""
    report = f"--junitxml={bench.report('backend')}"
    branches = bench.folder / "backend-branches.json"
    measured = [str(VENV_BIN / "python"), "-m", "slipcover", "--json", "--out", str(branches), "-m"]
    command = [*measured, "pytest", "-n", "2", "--dist", "worksteal", "-rs", report]
    async with throw_away_servers(bench.terminal) as variables:
        outcome = await bench.run("backend", command, BACKEND, variables)
    if outcome.good:
        verdict = judge(branches, docker=bool(bench.docker.address))
        bench.terminal.line(str(verdict))
        outcome.code = 0 if verdict.good else 1
    return outcome


async def infra(bench: Bench) -> Outcome:
    """The tests of what starts, stops and serves all this."""
    report = f"--junitxml={bench.report('infra')}"
    command = [str(VENV_BIN / "python"), "-m", "pytest", "-rs", report]
    return await bench.run("infra", command, ROOT / "infra")


async def frontend(bench: Bench) -> Outcome:
    """The panel's unit tests."""
    reporters = ["--reporter=default", "--reporter=junit"]
    output = f"--outputFile.junit={bench.report('frontend')}"
    return await bench.run("frontend", ["npm", "test", "--", *reporters, output], FRONTEND)


async def e2e(bench: Bench) -> Outcome:
    """The journeys in a real browser, customers' services being plain processes."""
    return await _browser(bench, "e2e", {"DOCKER_HOST": NO_ENGINE})


async def e2e_docker(bench: Bench) -> Outcome:
    """The journeys that depend on the driver (tagged @driver) once more, in real containers."""
    if not bench.docker.address:
        reason = bench.docker.missing or "no Docker"
        return Outcome("e2e-docker", 0, 0, skipped=Counter([reason]))
    engine = {"DOCKER_HOST": bench.docker.address}
    return await _browser(bench, "e2e-docker", engine, "--grep=@driver", "--pass-with-no-tests")


async def _browser(bench: Bench, name: str, engine: Mapping[str, str], *options: str) -> Outcome:
    home = Home(bench.folder / name)
    chromium = await find_chromium(bench.terminal, home.logs)
    if chromium.missing:
        bench.terminal.line(chromium.missing)
        return Outcome(name, 1, 0, failed=1)
    own = {key: value for key, value in given().items() if key not in _NOT_FOR_TESTS}
    launch = Launch(home, own | _ONE_ADDRESS | dict(engine), bench.terminal, throw_away=True)
    try:
        await launch.everything()
        variables = launch.for_browser() | await launch.owner()
        variables["E2E_CHROMIUM"] = chromium.program or ""
        variables["PLAYWRIGHT_JUNIT_OUTPUT_FILE"] = str(bench.report(name))
        # A folder each: the next suite would delete what the one before left of its failures.
        kept = f"--output=test-results/{name}"
        command = ["npx", "playwright", "test", "--reporter=list,junit", kept, *options]
        outcome = await bench.run(name, command, E2E, variables)
        await launch.verify()
    finally:
        await launch.stop()
    return outcome


NEEDS_NPM = {
    "check": (FRONTEND, E2E),
    "frontend": (FRONTEND,),
    "e2e": (FRONTEND, E2E),
    "e2e-docker": (FRONTEND, E2E),
}
NEEDS_DOCKER = {"backend", "e2e-docker"}
SUITES = {
    "check": check,
    "infra": infra,
    "backend": backend,
    "frontend": frontend,
    "e2e": e2e,
    "e2e-docker": e2e_docker,
}
