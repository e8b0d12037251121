"""The store of files: bytes under names nobody can guess, in a local directory."""

import asyncio
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import ConflictError, InvalidError
from app.dao.base import Store, StorePage

_NAME = re.compile(r"[0-9a-f]{32}")
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file: its name, made by `new_name`, and what is in it."""

    name: str
    content: bytes


def new_name() -> str:
    """Return a name for a file: 128 random bits in hex, which say nothing and fit everywhere."""
    return secrets.token_hex(16)


class FileStore(Store[str, StoredFile]):
    """Keeps files of one kind in a directory; reading and writing happen off the loop.

    A file appears whole or not at all. A name that `new_name` cannot have made is not found, so
    no name leads out of the directory.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def find(self, key: str) -> StoredFile | None:
        """Return the file, or None where there is none."""
        if not _NAME.fullmatch(key):
            return None
        try:
            return StoredFile(key, await asyncio.to_thread(self._path(key).read_bytes))
        except FileNotFoundError:
            return None

    async def page(self, cursor: str | None = None, limit: int = 100) -> StorePage[StoredFile]:
        """Return files by name (see `Store`)."""
        if cursor is not None and not _NAME.fullmatch(cursor):
            raise InvalidError
        names = await asyncio.to_thread(self._names, cursor or "")
        found = [await self.get(name) for name in names[:limit]]
        return StorePage(found, names[limit - 1] if len(names) > limit else None)

    def _names(self, after: str) -> list[str]:
        paths = self._folder.glob("*/*")
        return sorted(
            path.name for path in paths if _NAME.fullmatch(path.name) and path.name > after
        )

    async def add(self, item: StoredFile) -> StoredFile:
        """Keep a new file; raises ConflictError where the name is taken or malformed."""
        if not _NAME.fullmatch(item.name):
            raise ConflictError
        try:
            await asyncio.to_thread(self._write, item, replace=False)
        except FileExistsError as taken:
            raise ConflictError from taken
        return item

    async def patch(self, key: str, changes: Mapping[str, Any]) -> StoredFile:
        """Replace the `content` of a file; raises NotFoundError."""
        await self.get(key)
        changed = StoredFile(key, changes["content"])
        await asyncio.to_thread(self._write, changed, replace=True)
        return changed

    async def remove(self, key: str) -> None:
        """Remove the file; removing what is not there is no error."""
        if _NAME.fullmatch(key):
            await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _write(self, file: StoredFile, *, replace: bool) -> None:
        path = self._path(file.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(new_name() + _PARTIAL)
        try:
            with partial.open("xb") as opened:
                opened.write(file.content)
                opened.flush()
                os.fsync(opened.fileno())
            # A link refuses a name that is taken; a rename replaces it.
            if replace:
                partial.replace(path)
            else:
                path.hardlink_to(partial)
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()
