"""Versions of rows that several people edit, so that nobody writes over what they have not seen.

A read schema carries `version: Version`; the HTTP layer then says it as `ETag`, and an edit that
asks for `ExpectedVersion` takes it back as `If-Match` (`web.versions`).
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from app.core.errors import PreconditionFailedError
from app.dao.base import VersionedModel

ETAG = "x-etag"
"""Marks the field of a schema that its `ETag` is made of."""

Version = Annotated[
    int,
    Field(
        ge=1,
        description="Counts the changes; in quotes it is the `ETag`, and what `If-Match` takes",
        examples=[3],
        json_schema_extra={ETAG: True},
    ),
]


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions that an editor has seen; None stands for whichever there is."""

    versions: frozenset[int] | None = None

    def check(self, row: VersionedModel) -> None:
        """Raise PreconditionFailedError where the row is at none of them."""
        self.check_version(row.version)

    def check_version(self, version: int) -> None:
        """Raise PreconditionFailedError where this is none of them."""
        if self.versions is not None and version not in self.versions:
            raise PreconditionFailedError(version=version)
