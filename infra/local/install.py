"""Installing both halves from their hash-pinned locks; nothing to do when the locks are as before.

As a program: `python -m infra.local.install [folder of an npm project …]`.
"""

import asyncio
import shutil
import sys
from pathlib import Path

from infra.local import stamp
from infra.local.command import CommandError, run, run_twice
from infra.local.interrupt import EXIT_CODE, StopAskedError, run_until_asked
from infra.local.lock import turn
from infra.local.paths import BACKEND, CLIENTS, E2E, FRONTEND, ROOT, VENV, VENV_BIN, site_packages
from infra.local.terminal import Terminal

_PYTHON_LOCK = BACKEND / "requirements.lock"
_LOCK = ROOT / ".local" / "install.lock"
_LOGS = ROOT / ".local" / "logs"


def _venv_key(python: str) -> str:
    return stamp.digest([_PYTHON_LOCK], str(Path(python).resolve()), str(VENV))


def _is_sound() -> bool:
    """Tell whether its interpreter is there and of our version: a system Python may change."""
    return (VENV_BIN / "python").exists() and site_packages().is_dir()


async def install_backend(terminal: Terminal, python: str = sys.executable) -> None:
    """Make backend/.venv with `python` (3.11+) and exactly the locked packages."""
    mark, key = VENV / ".installed", _venv_key(_base(python))
    if _is_sound() and stamp.is_current(mark, key):
        return
    async with terminal.step("installing Python packages"):
        log = _LOGS / "install-python.log"
        mark.unlink(missing_ok=True)
        if not _is_sound():
            shutil.rmtree(VENV, ignore_errors=True)
            make: list[str | Path] = ["uv", "venv", "--quiet", "--relocatable", "--python"]
            make += [_base(python), VENV]
            await run(make, cwd=BACKEND, log=log)
        sync: list[str | Path] = ["uv", "pip", "sync", "--quiet", "--require-hashes"]
        # Compiled here, once: where processes may not write bytecode, each would compile it all.
        sync += ["--compile-bytecode", "--python", VENV_BIN / "python", _PYTHON_LOCK]
        await run_twice(sync, cwd=BACKEND, log=log)
        stamp.write(mark, key)


def _base(python: str) -> str:
    """Return the interpreter behind `python`: we may already run inside the environment."""
    inside = Path(python).is_relative_to(VENV)
    return str((VENV_BIN / "python").resolve()) if inside else python


async def install_clients(terminal: Terminal, python: str = sys.executable) -> None:
    """Make clients/.venv, where generated clients and the customers' command line are tested."""
    folder, lock = CLIENTS / ".venv", CLIENTS / "requirements.lock"
    mark, key = folder / ".installed", stamp.digest([lock], str(folder))
    if stamp.is_current(mark, key):
        return
    async with terminal.step("installing Python packages of the clients"):
        log = _LOGS / "install-clients.log"
        make: list[str | Path] = ["uv", "venv", "--quiet", "--clear", "--python", _base(python)]
        await run([*make, folder], cwd=CLIENTS, log=log)
        sync: list[str | Path] = ["uv", "pip", "sync", "--quiet", "--require-hashes", "--python"]
        await run_twice([*sync, folder / "bin" / "python", lock], cwd=CLIENTS, log=log)
        stamp.write(mark, key)


async def install_npm(terminal: Terminal, folder: Path) -> None:
    """Install an npm project of this repository exactly as its lock says."""
    mark = folder / "node_modules" / ".installed"
    key = stamp.digest([folder / "package.json", folder / "package-lock.json"], str(folder))
    if stamp.is_current(mark, key):
        return
    async with terminal.step(f"installing npm packages of {folder.name}"):
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        await run_twice(command, cwd=folder, log=_LOGS / f"install-{folder.name}.log")
        stamp.write(mark, key)


async def install(terminal: Terminal, *folders: Path) -> None:
    """Install the backend and these npm projects side by side; raises CommandError."""
    try:
        async with turn(_LOCK), asyncio.TaskGroup() as group:
            group.create_task(install_backend(terminal))
            for folder in folders:
                group.create_task(install_npm(terminal, folder))
    except ExceptionGroup as failed:
        raise CommandError("\n".join(str(one) for one in failed.exceptions)) from None


def main() -> None:
    """Install everything the repository's suites and recipes use."""
    folders = [one for one in (FRONTEND, E2E) if (one / "package-lock.json").exists()]
    try:
        run_until_asked(install(Terminal(), *folders))
    except CommandError as error:
        sys.exit(str(error))
    except StopAskedError:
        sys.exit(EXIT_CODE)


if __name__ == "__main__":
    main()
