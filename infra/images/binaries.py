"""What a program of this machine needs to run elsewhere: its loader and its libraries."""

import re
import shutil
import subprocess
from pathlib import Path

from infra.images.layer import Layer

LIBRARIES = "usr/lib/hostwright"
_RESOLVED = re.compile(r"^\s*(\S+) => (/\S+) \(0x")
_LOADER = re.compile(r"^\s*(/\S+) \(0x")


class MissingProgramError(Exception):
    """A program is not installed; the message names the package that brings it."""


def static_busybox() -> Path:
    """Return the statically linked busybox; raises MissingProgramError."""
    found = shutil.which("busybox") or shutil.which("busybox.static")
    if not found or _ldd(Path(found)):
        message = "no static busybox here: install the package busybox-static"
        raise MissingProgramError(message)
    return Path(found)


def add_libraries(layer: Layer, program: Path) -> None:
    """Add the loader at its own path and the shared libraries of `program` in one folder."""
    for line in _ldd(program):
        if resolved := _RESOLVED.match(line):
            name, path = resolved.groups()
            layer.copy(Path(path), f"{LIBRARIES}/{Path(name).name}", mode=0o755)
        elif loader := _LOADER.match(line):
            layer.copy(Path(loader.group(1)), loader.group(1).lstrip("/"), mode=0o755)


def _ldd(program: Path) -> list[str]:
    tool = shutil.which("ldd")
    if tool is None:
        message = "no ldd here: install the package libc-bin"
        raise MissingProgramError(message)
    done = subprocess.run([tool, str(program)], capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []
