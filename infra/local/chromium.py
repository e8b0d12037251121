"""Finding a Chromium for the browser suite, or bringing one."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.local import debian
from infra.local.command import CommandError, run_twice
from infra.local.paths import E2E
from infra.local.terminal import Terminal

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@dataclass(frozen=True)
class Chromium:
    """The browser: its program, None for Playwright's own; or why there is none."""

    program: str | None = None
    missing: str | None = None


def _installed() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


async def find_chromium(terminal: Terminal, logs: Path) -> Chromium:
    """Take the system's, else install Debian's when root, else Playwright's download."""
    if program := _installed():
        return Chromium(program)
    if debian.can_install():
        async with terminal.step("installing Chromium (Debian's package)"):
            await debian.install(logs, "chromium")
        if program := _installed():
            return Chromium(program)
    try:
        async with terminal.step("downloading Playwright's Chromium"):
            command = ["npx", "playwright", "install", "chromium"]
            await run_twice(command, cwd=E2E, log=logs / "playwright-install.log")
    except CommandError:
        return Chromium(missing="no Chromium: none installed, and Playwright could not get one")
    return Chromium()
