"""Base images of a node: copied once, verified before use, removed when no disk lies on them."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.features.deployments.providers.base import (
    ImageInUseError,
    ImageMissingError,
    NodeImage,
    PullProgress,
    VirtualMachineSpec,
    check_name,
)
from app.features.deployments.providers.errors import InvalidSpecError
from app.features.deployments.providers.qemu.folder import BASE, locked

MANIFEST, DISK, KERNEL, INITRD = "image.json", "disk.qcow2", "kernel", "initrd"
_MANIFEST_BYTES = 64 * 1024
_CHUNK = 1 << 20
_LOCK_SECONDS = 600.0
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PATH_KEY = "@sha256:"
Report = Callable[[PullProgress], None]


class _File(BaseModel):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]


class Manifest(BaseModel):
    """What an image says of itself; the sha256 of this file is the image's checksum."""

    model_config = ConfigDict(frozen=True)

    slug: Annotated[str, Field(max_length=63)]
    version: Annotated[str, Field(max_length=64)]
    default_user: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_-]{0,31}$")] = "root"
    minimum_disk_gb: Annotated[int, Field(ge=1)] = 1
    command_line: Annotated[str, Field(max_length=500, pattern=r"^[A-Za-z0-9 =._/:,-]*$")] = ""
    files: dict[Literal["disk.qcow2", "kernel", "initrd"], _File]


class StoredImage:
    """One verified image in a node's store."""

    def __init__(self, path: Path) -> None:
        """Read its manifest; raises ImageMissingError."""
        self.path = path
        self.checksum = path.name
        self.manifest = _manifest(path / MANIFEST, path.name)[0]

    @property
    def size_bytes(self) -> int:
        """How much its files are."""
        return sum(file.size for file in self.manifest.files.values())

    @property
    def direct_kernel(self) -> bool:
        """Tell whether it is started by its kernel rather than by a boot loader."""
        return KERNEL in self.manifest.files

    def as_node_image(self) -> NodeImage:
        """Return it in the driver's words."""
        return NodeImage(
            reference=self.manifest.slug,
            size_bytes=self.size_bytes,
            digest=f"sha256:{self.checksum}",
        )


class ImageStore:
    """The images below one root; every call blocks, so it belongs into a thread."""

    def __init__(self, root: Path) -> None:
        """Keep images in `root`/images, take them from `root`/library."""
        self._root = root
        self._store = root / "images"

    def all(self) -> Iterator[StoredImage]:
        """Return every image that is whole."""
        for path in sorted(self._store.glob("*")) if self._store.exists() else []:
            if _DIGEST.fullmatch(path.name):
                yield StoredImage(path)

    def find(self, slug: str, reference: str = "", checksum: str = "") -> StoredImage | None:
        """Return a stored image by slug and checksum; without one the library's present one."""
        wanted = checksum or reference.partition(_PATH_KEY)[2] or self._offered(slug)
        fitting = [one for one in self.all() if one.manifest.slug == slug]
        return next((one for one in fitting if wanted in {"", one.checksum}), None)

    def for_spec(self, spec: VirtualMachineSpec) -> StoredImage:
        """Return the image a new disk is made from; raises ImageMissingError, InvalidSpecError."""
        found = self.find(spec.image, spec.image_reference, spec.image_checksum)
        if found is None or spec.image_version not in {"", found.manifest.version}:
            raise ImageMissingError(detail=f"{spec.image} is not on the node", image=spec.image)
        if spec.disk_gb < found.manifest.minimum_disk_gb:
            raise InvalidSpecError(detail="the disk is too small", field="disk_gb")
        return found

    def get(self, checksum: str) -> StoredImage:
        """Return the image that a disk lies on; raises ImageMissingError."""
        if not _DIGEST.fullmatch(checksum):
            raise ImageMissingError(detail="a disk's image is not known")
        return StoredImage(self._store / checksum)

    def prepare(self, slug: str, reference: str, report: Report) -> StoredImage:
        """Have the image in the store, verified; raises ImageMissingError, OSError."""
        check_name(slug)
        with locked(self._root / ".lock-images", _LOCK_SECONDS):
            if found := self.find(slug, reference):
                return found
            source = self._root / "library" / slug
            manifest, checksum = _manifest(source / MANIFEST, reference.partition(_PATH_KEY)[2])
            if manifest.slug != slug:
                raise ImageMissingError(detail=f"{source} holds another image", image=slug)
            return self._take(source, manifest, checksum, report)

    def remove(self, slug: str, reference: str) -> None:
        """Remove the image; success when it is not there. Raises ImageInUseError."""
        with locked(self._root / ".lock-images", _LOCK_SECONDS):
            found = self.find(slug, reference)
            if found is None:
                return
            if found.checksum in self._bases():
                raise ImageInUseError(detail=f"a disk lies on {found.checksum}", image=slug)
            gone = self._store / f".gone-{found.checksum}"
            found.path.rename(gone)
            shutil.rmtree(gone)

    def _take(self, source: Path, manifest: Manifest, checksum: str, report: Report) -> StoredImage:
        fresh = self._store / f".new-{checksum}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        done, total = 0, sum(file.size for file in manifest.files.values())
        for number, (name, file) in enumerate(manifest.files.items()):
            base = PullProgress(
                layers_done=number,
                layers_total=len(manifest.files),
                bytes_done=done,
                bytes_total=total,
            )
            if _copy(source / name, fresh / name, base, report) != (file.sha256, file.size):
                shutil.rmtree(fresh)
                detail = f"{source / name} is not what its manifest says"
                raise ImageMissingError(detail=detail, image=manifest.slug)
            done += file.size
        shutil.copyfile(source / MANIFEST, fresh / MANIFEST)
        fresh.rename(self._store / checksum)
        return StoredImage(self._store / checksum)

    def _bases(self) -> frozenset[str]:
        """Return the checksums that some disk lies on, half made ones too."""
        found = [*self._root.glob(f"*/*/{BASE}"), *self._root.glob(f"*/.*/{BASE}")]
        return frozenset(path.read_text(encoding="ascii").strip() for path in found)

    def _offered(self, slug: str) -> str:
        path = self._root / "library" / slug / MANIFEST
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _copy(source: Path, target: Path, before: PullProgress, report: Report) -> tuple[str, int]:
    """Copy a file and tell how far it is; return the digest and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            report(replace(before, bytes_done=before.bytes_done + size))
    target.chmod(0o400)
    return digest.hexdigest(), size


def _manifest(path: Path, checksum: str) -> tuple[Manifest, str]:
    """Return a manifest and its checksum, which must be `checksum` where that is given."""
    try:
        with path.open("rb") as file:
            content = file.read(_MANIFEST_BYTES)
        manifest = Manifest.model_validate_json(content)
    except FileNotFoundError:
        raise ImageMissingError(detail=f"there is no {path}", image=path.parent.name) from None
    except ValidationError as error:
        raise ImageMissingError(detail=str(error), image=path.parent.name) from error
    found = hashlib.sha256(content).hexdigest()
    if checksum not in {"", found} or DISK not in manifest.files:
        raise ImageMissingError(detail=f"{path} is not {checksum}", image=path.parent.name)
    return manifest, found
