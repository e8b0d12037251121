"""Where a request comes from."""

from starlette.types import Scope


def client_ip(scope: Scope) -> str:
    """Return the client's address, empty where the transport has none.

    The server has already put the address from trusted proxies' headers in its place.
    """
    client = scope.get("client")
    return client[0] if client else ""
