"""What a node's system refuses is a reason that people can read."""

import errno

import pytest

from app.features.deployments.providers.errors import (
    DriverError,
    NodeStorageFullError,
    NodeStorageUnavailableError,
    storage_error,
)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, NodeStorageFullError),
        (errno.EROFS, NodeStorageUnavailableError),
        (errno.EPIPE, DriverError),
    ],
)
def test_a_refused_write_says_why(number: int, kind: type[DriverError]) -> None:
    found = storage_error(OSError(number, "refused"))
    assert type(found) is kind
    assert "refused" in str(found.detail)
