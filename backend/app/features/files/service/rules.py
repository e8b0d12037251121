"""What may be kept for each purpose, and where."""

from dataclasses import dataclass

from app.dao.blobs import BlobStore, blob_store
from app.features.files.models import FilePurpose

_MIB = 1024**2
_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits in bytes, for one file and for all of an owner; `types` are those of the content.

    `upload` is what a client may send to make one of it: nothing, for what we write ourselves.
    """

    folder: str
    max_bytes: int
    quota: int
    types: frozenset[str]
    upload: int = 0


RULES = {
    FilePurpose.AVATAR: Rules(
        "avatars", 1 * _MIB, 4 * _MIB, frozenset({"image/webp"}), upload=1 * _MIB
    ),
    FilePurpose.DATA_EXPORT: Rules("exports", 2 * _GIB, 8 * _GIB, frozenset({"application/zip"})),
    FilePurpose.LOGO: Rules(
        "logos", 1 * _MIB, 32 * _MIB, frozenset({"image/png"}), upload=1 * _MIB
    ),
}
"""A folder keeps its name for ever: the files of older releases lie there."""


def max_upload(purpose: FilePurpose) -> int:
    """Return how many bytes a client may send for this purpose."""
    return RULES[purpose].upload


def store_of(purpose: FilePurpose) -> BlobStore:
    """Return the store of one purpose; raises StorageUnavailableError."""
    return blob_store(RULES[purpose].folder)
