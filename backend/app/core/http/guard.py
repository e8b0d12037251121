"""Where outgoing connections may lead: a name is resolved once, and what was checked is dialled.

The network backend below stands under the pool, so that redirects, reused names and answers of a
name server that change between two questions are all checked at the only place that connects.
"""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

import httpcore2

from app.core.http.errors import DestinationRefusedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
SocketOptions = Iterable[httpcore2.SOCKET_OPTION]

_MAX_ADDRESSES = 4
# Never somebody's public server, whatever the standard library's release says of them: protocol
# assignments and Oracle's metadata, Azure's host agent, relays, local NAT64, old site-local.
_REFUSED = tuple(
    map(
        ip_network,
        ("192.0.0.0/24", "168.63.129.16/32", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10"),
    )
)
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")


@dataclass(frozen=True, slots=True)
class AllowList:
    """What the operator lets even guarded requests reach: names, and networks of addresses."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, listed: str) -> "AllowList":
        """Read `name, address, network/length, …`."""
        hosts: set[str] = set()
        networks: list[Network] = []
        for entry in filter(None, map(str.strip, listed.split(","))):
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                hosts.add(entry.lower().rstrip("."))
        return cls(frozenset(hosts), tuple(networks))

    def covers(self, host: str, address: Address) -> bool:
        """Tell whether the operator named this host, or a network that the address is in."""
        return host.lower().rstrip(".") in self.hosts or any(
            address in network for network in self.networks
        )


def is_public(address: Address) -> bool:
    """Tell whether the address is somebody's on the internet, however it is wrapped."""
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
    refused = any(address in network for network in _REFUSED)
    return address.is_global and not address.is_multicast and not refused


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for, by any of the transition schemes."""
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


async def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a name, in the system's order of preference; raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A scoped address (`fe80::1%eth0`) is link-local whatever its scope.
    addresses = (ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    return list(dict.fromkeys(addresses))


class Dialler(httpcore2.AsyncNetworkBackend):
    """Connects by TCP to what a name resolves to, where `guarded` only to public addresses."""

    def __init__(self, allowed: AllowList, *, guarded: bool) -> None:
        self._allowed = allowed
        self._guarded = guarded
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's interface
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Open a connection; raises DestinationRefusedError, httpcore's ConnectError."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await resolve(host.strip("[]"), port)
        except TimeoutError as late:
            raise httpcore2.ConnectTimeout from late
        except (OSError, ValueError) as unknown:
            raise httpcore2.ConnectError(str(unknown)) from unknown
        self._check(host, addresses)
        share = None if timeout is None else timeout / len(addresses[:_MAX_ADDRESSES])
        failure: Exception = httpcore2.ConnectError(host)
        for address in addresses[:_MAX_ADDRESSES]:
            try:
                return await self._network.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                failure = failed
        raise failure

    def _check(self, host: str, addresses: list[Address]) -> None:
        """Refuse a name of which any address is ours to protect: an honest one has none."""
        if not self._guarded:
            return
        for address in addresses:
            if not is_public(address) and not self._allowed.covers(host, address):
                raise DestinationRefusedError(host)

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between attempts."""
        await self._network.sleep(seconds)


class UnixDialler(httpcore2.AsyncNetworkBackend):
    """Connects to one socket of this machine, whatever host a URL names."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the socket is the host
        port: int,  # noqa: ARG002  likewise
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's interface
        local_address: str | None = None,  # noqa: ARG002  likewise
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Open a connection; raises httpcore's ConnectError."""
        return await self._network.connect_unix_socket(self._path, timeout, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between attempts."""
        await self._network.sleep(seconds)
