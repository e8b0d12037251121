"""Compressed twins of a build's text files: `python -m infra.local.compress DIR`."""

import gzip
import sys
from pathlib import Path

_COMPRESSED = {".js", ".css", ".html", ".svg", ".json", ".txt", ".xml", ".webmanifest", ".data"}
_SMALL_BYTES = 1000


def compress(folder: Path) -> None:
    """Write `<file>.gz` beside text files; a server sends it to whoever takes gzip."""
    for file in list(folder.rglob("*")):
        if file.suffix in _COMPRESSED and file.stat().st_size > _SMALL_BYTES:
            packed = gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
            file.with_name(file.name + ".gz").write_bytes(packed)


if __name__ == "__main__":
    compress(Path(sys.argv[1]))
