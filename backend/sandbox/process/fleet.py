"""Pause and bring back all instances of one directory: for whoever starts and stops the machine.

    python -m sandbox.process.fleet pause DIRECTORY
    python -m sandbox.process.fleet resume DIRECTORY

`pause` ends the processes and keeps what was wanted; `resume` starts what is wanted running. The
panel's records do not change.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.features.deployments.providers.errors import DriverError
from sandbox.process import control
from sandbox.process.directory import InstanceDirectory, instance_names

_SECONDS = 20.0
_ARGUMENTS = 2


def pause(root: Path) -> int:
    """End every supervisor below `root`; return how many there were."""
    return _each(root, _pause)


def resume(root: Path) -> int:
    """Start what is wanted running below `root`; return how many were started."""
    return _each(root, _resume)


def _each(root: Path, work: Callable[[InstanceDirectory], bool]) -> int:
    names, _ = instance_names(root)
    with ThreadPoolExecutor(max_workers=8) as pool:
        return sum(pool.map(work, [InstanceDirectory(root, name) for name in names]))


def _pause(directory: InstanceDirectory) -> bool:
    with directory.lock(_SECONDS):
        supervised = control.is_supervised(directory)
        control.end(directory)
        return supervised


def _resume(directory: InstanceDirectory) -> bool:
    with directory.lock(_SECONDS):
        spec = directory.read_spec()
        if spec is None or directory.wanted != "running" or control.is_supervised(directory):
            return False
        try:
            control.launch(directory, spec, _SECONDS)
        except DriverError as error:
            sys.stderr.write(f"{directory.name}: {error}\n")
            return False
        return True


def main(arguments: list[str]) -> int:
    """Do what the first argument says to the directory the second names."""
    work = {"pause": pause, "resume": resume}.get(arguments[0]) if arguments else None
    if work is None or len(arguments) != _ARGUMENTS:
        sys.stderr.write(__doc__ or "")
        return 2
    sys.stdout.write(f"{work(Path(arguments[1]).absolute())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
