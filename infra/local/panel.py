"""Building the panel where its sources changed."""

import os
from collections.abc import Iterator
from pathlib import Path

from infra.local import stamp
from infra.local.command import run
from infra.local.paths import FRONTEND, PANEL_BUILD
from infra.local.terminal import Terminal

_NOT_SOURCES = {"node_modules", "build", ".react-router", "coverage", "test-results"}


def _sources() -> Iterator[Path]:
    for directory, folders, files in os.walk(FRONTEND):
        folders[:] = [one for one in folders if one not in _NOT_SOURCES]
        yield from (Path(directory) / one for one in files)


async def build_panel(terminal: Terminal, logs: Path) -> None:
    """Build frontend/build/client unless it is there and its sources are unchanged.

    The mark lies inside the build, so that any other build, which empties the folder, removes it.
    """
    mark, key = PANEL_BUILD / ".built", stamp.digest(_sources())
    if stamp.is_current(mark, key):
        return
    async with terminal.step("building the panel"):
        await run(["npm", "run", "build"], cwd=FRONTEND, log=logs / "panel-build.log")
        stamp.write(mark, key)
