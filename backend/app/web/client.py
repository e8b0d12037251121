"""Where a request comes from, and where the head of its answer is."""

from starlette.types import Scope

STARTS = ("http.response.start", "websocket.http.response.start", "websocket.accept")
"""Messages that carry the head of an answer: of a request, of a socket refused or accepted."""


def client_ip(scope: Scope) -> str:
    """Return the client's address, empty where the transport has none.

    The server has already put the address from trusted proxies' headers in its place.
    """
    client = scope.get("client")
    return client[0] if client else ""
