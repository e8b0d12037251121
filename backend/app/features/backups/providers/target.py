"""Where backups are kept: blobs in four folders of a directory or a bucket, all of them sealed."""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from pydantic import ValidationError

from app.core import json
from app.core.errors import NotFoundError
from app.core.settings import Settings
from app.dao.blobs import Blob, BlobStore, backup_store, chunks_of
from app.features.backups.errors import (
    BackupDamagedError,
    BackupMissingError,
    BackupsNotConfiguredError,
)
from app.features.backups.providers.sealing import Sealer
from app.features.backups.schemas import FORMAT, IndexLine, Manifest, Part

_NAME = 32


class Digested:
    """A stream whose length and SHA-256 are known once it has passed."""

    def __init__(self, content: AsyncIterable[bytes]) -> None:
        self._content = content
        self._digest = hashlib.sha256()
        self._size = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._content:
            self._digest.update(chunk)
            self._size += len(chunk)
            yield chunk

    @property
    def part(self) -> Part:
        """What has passed."""
        return Part(size=self._size, digest=self._digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Target:
    """The folders of a target, and the key to them."""

    manifests: BlobStore
    databases: BlobStore
    indexes: BlobStore
    files: BlobStore
    sealer: Sealer

    async def put(self, store: BlobStore, name: str, content: AsyncIterable[bytes]) -> Part:
        """Seal a stream into a new blob."""
        sealed = Digested(self.sealer.seal(content))
        await store.add(Blob(name, sealed))
        return sealed.part

    async def open(self, store: BlobStore, name: str, part: Part) -> AsyncIterator[bytes]:
        """Yield what a blob holds; raises BackupDamagedError where it is not what was written."""
        sealed = Digested(_present(store, name))
        async for chunk in self.sealer.open(sealed):
            yield chunk
        if sealed.part != part:
            raise BackupDamagedError(detail=f"{name} is not what was written")

    async def put_manifest(self, manifest: Manifest) -> None:
        """Write the manifest, signed: from now on the backup exists."""
        body = manifest.model_dump_json()
        signed = {"body": body, "signature": self.sealer.sign(body.encode())}
        await self.put(self.manifests, manifest.name, chunks_of(json.dumps(signed)))

    async def manifest(self, name: str) -> Manifest:
        """Return the manifest of a backup.

        Raises BackupMissingError, BackupKeyWrongError, and BackupDamagedError.
        """
        found = await self.manifests.find(name)
        if found is None:
            raise BackupMissingError(detail=name)
        content = b"".join([chunk async for chunk in self.sealer.open(found.content)])
        try:
            signed = json.loads(content)
            manifest = Manifest.model_validate_json(signed["body"])
            genuine = self.sealer.verify(signed["body"].encode(), signed["signature"])
        except (ValueError, KeyError, TypeError, ValidationError) as unreadable:
            raise BackupDamagedError(detail="its manifest cannot be read") from unreadable
        if not genuine or manifest.name != name:
            raise BackupDamagedError(detail="its manifest is not the one that was written")
        if manifest.format > FORMAT:
            raise BackupDamagedError(detail="a newer release of Hostwright made it")
        return manifest

    async def index(self, manifest: Manifest) -> AsyncIterator[IndexLine]:
        """Yield the files of a backup; raises BackupDamagedError."""
        rest = b""
        async for chunk in self.open(self.indexes, manifest.name, manifest.index):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield IndexLine.model_validate_json(line)

    def name_of(self, line: IndexLine) -> str:
        """Return the name of a file at the target: its own name is known to nobody there."""
        return self.sealer.sign(f"{line.folder}/{line.name}".encode())[:_NAME]

    def file(self, line: IndexLine) -> AsyncIterator[bytes]:
        """Yield the bytes of a file; raises BackupDamagedError where they are not the file's."""
        return self._file(line)

    async def _file(self, line: IndexLine) -> AsyncIterator[bytes]:
        plain = Digested(self.sealer.open(_present(self.files, self.name_of(line))))
        async for chunk in plain:
            yield chunk
        if line.digest is not None and plain.part.digest != line.digest:
            raise BackupDamagedError(detail=f"file {line.folder}/{line.name} is another one")


async def _present(store: BlobStore, name: str) -> AsyncIterator[bytes]:
    try:
        async for chunk in store.stream(name):
            yield chunk
    except NotFoundError:
        raise BackupDamagedError(detail=f"{name} is missing at the target") from None


def key_of(settings: Settings) -> str:
    """Return the key that is set, from its file where there is one; empty where none is."""
    if settings.backup_key_file is not None:
        try:
            return settings.backup_key_file.read_text(encoding="utf-8").strip()
        except OSError:
            return ""
    return settings.backup_key.get_secret_value()


def is_configured(settings: Settings) -> bool:
    """Tell whether a place and a key are set."""
    return bool(settings.backup_url and key_of(settings))


def open_target(settings: Settings) -> Target:
    """Return the target of the settings; raises BackupsNotConfiguredError."""
    if not is_configured(settings):
        raise BackupsNotConfiguredError
    folders = ("manifests", "databases", "indexes", "files")
    manifests, databases, indexes, files = (backup_store(one, settings) for one in folders)
    return Target(manifests, databases, indexes, files, Sealer(key_of(settings)))
