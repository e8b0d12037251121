"""The one way out over HTTP: pooled, bounded in time and size, guarded, with typed errors."""

from app.core.http.client import (
    SECONDS,
    Destination,
    HttpClient,
    Response,
    aclose,
    on_socket,
    shared,
)
from app.core.http.errors import (
    DestinationRefusedError,
    HttpError,
    InvalidResponseError,
    NoResponseError,
    ResponseTooLargeError,
    UnreachableError,
)
