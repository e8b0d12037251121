"""What can go wrong on the way to another server, and whether it may have had an effect."""

from typing import ClassVar


class HttpError(Exception):
    """A request that has no usable response."""

    sent: ClassVar[bool] = True
    """Whether the other side may have acted on the request."""


class UnreachableError(HttpError):
    """No connection, no free place in the pool, or no valid address: nothing was sent."""

    sent = False


class DestinationRefusedError(HttpError):
    """The address is not public, and an untrusted party named it: nothing was sent."""

    sent = False


class NoResponseError(HttpError):
    """It was sent and no whole response came back; what the other side did is unknown."""


class InvalidResponseError(HttpError):
    """A response came that cannot be read as what it claims to be."""


class ResponseTooLargeError(InvalidResponseError):
    """The response is longer than the caller takes; its status is known."""

    def __init__(self, status: int, limit: int) -> None:
        super().__init__(f"the response is longer than {limit} bytes")
        self.status = status
