"""Skipping work whose inputs have not changed: a digest of them, kept beside the result."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """Return a digest of the files' names and contents and of further words."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file}\0{file.stat().st_size}\0".encode())
        total.update(file.read_bytes())
    total.update("\0".join(words).encode())
    return total.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Tell whether the result was made from inputs of this digest."""
    try:
        return stamp.read_text(encoding="ascii") == value
    except OSError:
        return False


def write(stamp: Path, value: str) -> None:
    """Note, after the work, the digest of its inputs."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="ascii")
