"""Installing Debian's packages, where we are root on a Debian."""

import os
import shutil
from pathlib import Path

from infra.local.command import CommandError, run, run_twice

_SECONDS = 900


def can_install() -> bool:
    """Tell whether packages can be installed here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


async def install(logs: Path, *packages: str) -> str | None:
    """Install the packages; return None, or why it did not work."""
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    log = logs / f"apt-{packages[0]}.log"
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    try:
        await run(["apt-get", "update", "--quiet"], cwd=Path("/"), log=log, seconds=_SECONDS)
        await run_twice(command, cwd=Path("/"), log=log, env=env)
    except (CommandError, OSError) as error:
        return str(error)
    return None
