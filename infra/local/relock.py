"""`just lock`: both halves' locks, to the newest versions that the ranges allow."""

import json
import os
import sys
from pathlib import Path

from infra.local.command import CommandError, run_twice
from infra.local.interrupt import EXIT_CODE, StopAskedError, run_until_asked
from infra.local.paths import BACKEND, CLIENTS, E2E, FRONTEND, OPENAPI, ROOT
from infra.local.terminal import Terminal

_LOGS = ROOT / ".local" / "logs"
_COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--upgrade", "--generate-hashes", "--no-emit-index-url"),
    *("--no-annotate", "--no-header", "--universal", "--python-version", "3.11"),
)


async def _python(terminal: Terminal) -> None:
    groups = ["--group", "dev", "--group", "local", "pyproject.toml", "-o", "requirements.lock"]
    fewer = ["-c", "requirements.lock", "pyproject.toml", "-o", "requirements.production.lock"]
    async with terminal.step("locking Python packages"):
        for what in (groups, fewer):
            await run_twice([*_COMPILE, *what], cwd=BACKEND, log=_LOGS / "lock-python.log")


async def _tools(terminal: Terminal) -> None:
    folder = ROOT / "infra" / "tools"
    async with terminal.step("locking the tools"):
        command = [*_COMPILE, "tools.in", "-o", "tools.lock"]
        await run_twice(command, cwd=folder, log=_LOGS / "lock-tools.log")


async def _clients(terminal: Terminal) -> None:
    async with terminal.step("locking Python packages of the clients"):
        command = [*_COMPILE, "requirements.in", "-o", "requirements.lock"]
        await run_twice(command, cwd=CLIENTS, log=_LOGS / "lock-clients.log")


async def _npm(terminal: Terminal, folder: Path) -> None:
    async with terminal.step(f"locking npm packages of {folder.name}"):
        env = os.environ | {"npm_config_omit_lockfile_registry_resolved": "true"}
        command = ["npm", "update", "--package-lock-only", "--no-audit", "--no-fund"]
        await run_twice(command, cwd=folder, log=_LOGS / f"lock-{folder.name}.log", env=env)
        clean(folder / "package-lock.json")


def clean(lock: Path) -> None:
    """Take registry and funding addresses out of an npm lock: they are the machine's, not ours."""
    content = json.loads(lock.read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


async def _relock() -> None:
    terminal = Terminal()
    await _python(terminal)
    await _tools(terminal)
    await _clients(terminal)
    for folder in (FRONTEND, E2E, OPENAPI):
        if (folder / "package.json").exists():
            await _npm(terminal, folder)


def main() -> None:
    """Relock everything; the next recipe installs what the new locks say."""
    try:
        run_until_asked(_relock())
    except CommandError as error:
        sys.exit(str(error))
    except StopAskedError:
        sys.exit(EXIT_CODE)


if __name__ == "__main__":
    main()
