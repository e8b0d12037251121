"""Which driver the stack's own node gets: Docker where an engine answers, else plain processes."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from infra.local.command import CommandError, run
from infra.local.docker import DEFAULT_ADDRESS, answers
from infra.local.environment import PYTHON_PATH
from infra.local.paths import ROOT, VENV_BIN
from infra.local.terminal import Terminal

NO_ENGINE = "unix:///dev/null"  # an address at which nothing answers: the process driver it is


async def settle_engine(given: Mapping[str, str], terminal: Terminal, logs: Path) -> dict[str, str]:
    """Return the DOCKER_ENGINE to use, with the images the demo catalogue needs built there."""
    address = given.get("DOCKER_ENGINE") or DEFAULT_ADDRESS
    if not address.startswith("unix://"):
        return {"DOCKER_ENGINE": address}
    if not await asyncio.to_thread(answers, address):
        return {"DOCKER_ENGINE": NO_ENGINE}
    command: list[str | Path] = [VENV_BIN / "python", "-m", "infra.images.build"]
    command += ["--engine", address]
    env = dict(given) | {"PYTHONPATH": PYTHON_PATH}
    try:
        async with terminal.step("building the services' Docker images"):
            await run(command, cwd=ROOT, log=logs / "images.log", env=env)
    except CommandError as error:
        terminal.event(f"services run as plain processes: {error}")
        return {"DOCKER_ENGINE": NO_ENGINE}
    return {"DOCKER_ENGINE": address}
