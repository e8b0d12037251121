"""The suites of `just test`: what each runs and what it needs."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from infra.local.bench import ONE_ADDRESS, POLLING, Bench, own_variables
from infra.local.chromium import find_chromium
from infra.local.coverage import judge
from infra.local.engine import NO_ENGINE
from infra.local.hoster import hoster
from infra.local.install import install_clients
from infra.local.launch import Launch
from infra.local.paths import BACKEND, CLIENTS, E2E, FRONTEND, ROOT, VENV_BIN
from infra.local.results import Outcome
from infra.local.servers import Home
from infra.local.throwaway import throw_away_servers


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
    docker, qemu = bool(bench.docker.address), not bench.qemu.missing
    verdict = judge(branches, docker=docker, qemu=qemu)
    bench.terminal.line(str(verdict))
    outcome.code = outcome.code or int(not verdict.good)
    outcome.causes += verdict.causes
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
    return await _browser(bench, "e2e", {"DOCKER_ENGINE": NO_ENGINE})


async def e2e_docker(bench: Bench) -> Outcome:
    """The journeys that depend on the driver (tagged @driver) once more, in real containers."""
    if not bench.docker.address:
        reason = bench.docker.missing or "no Docker"
        return Outcome("e2e-docker", 0, 0, skipped=Counter([reason]))
    engine = {"DOCKER_ENGINE": bench.docker.address}
    return await _browser(bench, "e2e-docker", engine, "--grep=@driver", "--pass-with-no-tests")


async def _browser(bench: Bench, name: str, engine: Mapping[str, str], *options: str) -> Outcome:
    home = Home(bench.folder / name)
    chromium = await find_chromium(bench.terminal, home.logs)
    if chromium.missing:
        bench.terminal.line(chromium.missing)
        return Outcome(name, 1, 0, failed=1)
    own = own_variables()
    launch = Launch(
        home, own | ONE_ADDRESS | POLLING | dict(engine), bench.terminal, throw_away=True
    )
    try:
        await launch.everything()
        variables = launch.for_browser() | await launch.owner()
        variables["E2E_CHROMIUM"] = chromium.program or ""
        variables["PLAYWRIGHT_JUNIT_OUTPUT_FILE"] = str(bench.report(name))
        # A folder each: the next suite would delete what the one before left of its failures.
        kept = f"--output=test-results/{name}"
        command = ["npx", "playwright", "test", "--reporter=list,junit", kept, *options]
        command += bench.browser
        outcome = await bench.run(name, command, E2E, variables)
        await launch.verify()
    finally:
        await launch.stop()
    return outcome


async def clients(bench: Bench) -> Outcome:
    """Generated clients and the customers' command line, against a running API."""
    await install_clients(bench.terminal)
    own = own_variables()
    engine = {"DOCKER_ENGINE": NO_ENGINE}
    home = Home(bench.folder / "clients")
    launch = Launch(home, own | ONE_ADDRESS | engine, bench.terminal, throw_away=True)
    try:
        await launch.everything()
        python = CLIENTS / ".venv" / "bin" / "python"
        command: list[str | Path] = [python, "-m", "pytest", "-rs"]
        command.append(f"--junitxml={bench.report('clients')}")
        return await bench.run("clients", command, CLIENTS, launch.for_browser())
    finally:
        await launch.stop()


NEEDS_NPM = {
    "check": (FRONTEND, E2E),
    "frontend": (FRONTEND,),
    "clients": (FRONTEND,),
    "e2e": (FRONTEND, E2E),
    "e2e-docker": (FRONTEND, E2E),
    "hoster": (FRONTEND, E2E),
}
NEEDS_QEMU = {"backend"}
NEEDS_DOCKER = {"infra", "backend", "e2e-docker", "hoster"}
SUITES = {
    "check": check,
    "infra": infra,
    "backend": backend,
    "frontend": frontend,
    "clients": clients,
    "e2e": e2e,
    "e2e-docker": e2e_docker,
    "hoster": hoster,
}
