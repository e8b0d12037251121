"""Where a request comes from, the one place that reads forwarding headers; and answers' heads.

Everything else takes the address from the scope (`client_ip`); the server itself is started with
`--no-proxy-headers`, so that nobody rewrites it twice.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from loguru import logger
from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
MAX_HOPS = 16
STARTS = ("http.response.start", "websocket.http.response.start", "websocket.accept")
"""Messages that carry the head of an answer: of a request, of a socket refused or accepted."""
_FORWARDED_FOR = b"x-forwarded-for"


def client_ip(scope: Scope) -> str:
    """Return the client's address; empty where the server has none (a Unix socket)."""
    client = scope.get("client")
    return client[0] if client else ""


class ClientAddress:
    """Puts the client's address into the scope, as far as trusted proxies vouch for it.

    `X-Forwarded-For` is read from the right: each entry was written by the hop to its right, so
    the first address that is not a trusted proxy's is the client; what stands left of it is only
    the client's own claim. (OWASP ASVS 5.0, 4.1.3)
    """

    def __init__(self, app: ASGIApp, trusted: tuple[Network, ...]) -> None:
        self.app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request or socket."""
        if scope["type"] in {"http", "websocket"} and scope.get("client"):
            scope["client"] = self._client(scope)
        await self.app(scope, receive, send)

    def _client(self, scope: Scope) -> tuple[str, int]:
        host, port = scope["client"]
        peer = parse_address(host)
        forwarded = [value for name, value in scope["headers"] if name == _FORWARDED_FOR]
        if peer is None:
            return host, port
        if not forwarded:
            return str(peer), port
        if not self._is_trusted(peer):
            _warn_untrusted(str(peer))
            return str(peer), port
        found = self._first_untrusted(peer, b",".join(forwarded).decode("latin-1"))
        return (str(peer), port) if found == peer else (str(found), 0)

    def _first_untrusted(self, peer: Address, forwarded: str) -> Address:
        client = peer
        for entry in reversed(forwarded.rsplit(",", MAX_HOPS)[-MAX_HOPS:]):
            named = parse_address(entry)
            if named is None:
                break
            client = named
            if not self._is_trusted(client):
                break
        return client

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address | None:
    """Return the address of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`.

    An IPv4 address in IPv6 form (::ffff:192.0.2.1) is that IPv4 address. None for anything else.
    """
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            address = IPv6Address(address.packed)
        return address.ipv4_mapped or address
    return address


@lru_cache(maxsize=1)
def _warn_untrusted(peer: str) -> None:
    """Say once that a proxy is probably missing from the settings."""
    logger.warning("X-Forwarded-For of {} is ignored: it is not in TRUSTED_PROXIES", peer)
