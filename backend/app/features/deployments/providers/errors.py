"""What can go wrong between the panel and a node.

`code` is stable and goes to people as `{code, params}`; `detail` is for the log only.
`retryable` answers one question: may the same call, on the same node, succeed later?
"""

import errno
from typing import ClassVar

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UNAVAILABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
_FULL_WORDS = ("no space left on device", "disk quota exceeded")
_UNAVAILABLE_WORDS = ("read-only file system", "input/output error")


class DriverError(Exception):
    """The node refused or failed; nothing more precise is known."""

    code: ClassVar[str] = "driver_failed"
    retryable: bool = True

    def __init__(
        self, *, detail: str = "", retryable: bool | None = None, **params: object
    ) -> None:
        """Keep `detail` for the log and `params` for the reader's translation."""
        super().__init__(detail or self.code)
        self.detail = detail
        self.params = params
        if retryable is not None:
            self.retryable = retryable


class DriverTimeoutError(DriverError):
    """No answer in time: the outcome is unknown, so repeat the call (it adopts what is there)."""

    code = "driver_timeout"


class NodeUnreachableError(DriverError):
    """The node cannot be talked to at all."""

    code = "node_unreachable"


class NodeTlsError(DriverError):
    """One end does not believe the other's certificate, or does not speak TLS."""

    code = "node_tls_failed"
    retryable = False


class ImageMissingError(DriverError):
    """The image is not on the node and cannot be fetched (retryable when the network failed)."""

    code = "image_missing"
    retryable = False


class ImageInUseError(DriverError):
    """Something on the node was made from the image, or it is a part of the driver itself."""

    code = "image_in_use"
    retryable = False


class CapacityError(DriverError):
    """The node has no room: choose another one."""

    code = "node_full"
    retryable = False


class NodeStorageFullError(DriverError):
    """The node's disk, or its quota, is full: choose another node; staff make room."""

    code = "node_storage_full"
    retryable = False


class NodeStorageUnavailableError(DriverError):
    """The node's disk cannot be written to (read-only, rights, input or output errors)."""

    code = "node_storage_unavailable"
    retryable = False


class PortTakenError(DriverError):
    """The address is held by somebody else: choose another port."""

    code = "port_taken"
    retryable = False


class NameTakenError(DriverError):
    """Something that is not ours holds the deterministic name; a person must look."""

    code = "name_taken"
    retryable = False


class InstanceMissingError(DriverError):
    """It has to exist for this call, and does not: create it first."""

    code = "instance_missing"
    retryable = False


class StartFailedError(DriverError):
    """The program could not be started at all."""

    code = "start_failed"


class InvalidSpecError(DriverError):
    """A value that no driver may pass on: the caller has a defect, or somebody is trying."""

    code = "invalid_spec"
    retryable = False


class DriverForbiddenError(DriverError):
    """This driver may not serve customers here."""

    code = "driver_forbidden"
    retryable = False


def storage_error(error: OSError) -> DriverError:
    """Return what the system refused while files were written on a node, as a DriverError."""
    if error.errno in _FULL:
        return NodeStorageFullError(detail=str(error))
    if error.errno in _UNAVAILABLE:
        return NodeStorageUnavailableError(detail=str(error))
    return DriverError(detail=str(error))


def storage_error_in(message: str) -> DriverError | None:
    """Return the trouble with a disk that a program tells of in words; None where it does not."""
    told = message.lower()
    if any(words in told for words in _FULL_WORDS):
        return NodeStorageFullError(detail=message)
    if any(words in told for words in _UNAVAILABLE_WORDS):
        return NodeStorageUnavailableError(detail=message)
    return None
