"""A file system as a tar stream: the same content always gives the same bytes."""

import hashlib
import io
import tarfile
from pathlib import Path

NOBODY = 65534


class Layer:
    """Files collected for one image, owned by root unless said otherwise."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: dict[str, tuple[tarfile.TarInfo, bytes]] = {}

    def folder(self, path: str, *, mode: int = 0o755, owner: int = 0) -> None:
        """Add a directory with its parents."""
        parent = str(Path(path).parent)
        if parent != "." and parent not in self._entries:
            self.folder(parent)
        if path not in self._entries:
            self._add(path, tarfile.DIRTYPE, mode, b"", owner)

    def file(self, path: str, content: bytes, *, mode: int = 0o644) -> None:
        """Add a file with its parents."""
        self.folder(str(Path(path).parent))
        self._add(path, tarfile.REGTYPE, mode, content)

    def copy(self, source: Path, path: str, *, mode: int | None = None) -> None:
        """Add what `source` (links followed) holds; executable when the source is."""
        executable = bool(source.stat().st_mode & 0o100)
        self.file(path, source.read_bytes(), mode=mode or (0o755 if executable else 0o644))

    def link(self, path: str, target: str) -> None:
        """Add a symbolic link."""
        self.folder(str(Path(path).parent))
        self._add(path, tarfile.SYMTYPE, 0o777, b"", target=target)

    def tar(self) -> bytes:
        """Return the whole as an uncompressed tar."""
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for _, (entry, content) in sorted(self._entries.items()):
                archive.addfile(entry, io.BytesIO(content))
        return stream.getvalue()

    def _add(
        self, path: str, kind: bytes, mode: int, content: bytes, owner: int = 0, target: str = ""
    ) -> None:
        entry = tarfile.TarInfo(path)
        entry.type, entry.mode, entry.size, entry.linkname = kind, mode, len(content), target
        entry.uid = entry.gid = owner
        self._entries[path] = (entry, content)


def digest(content: bytes) -> str:
    """Return the sha256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
