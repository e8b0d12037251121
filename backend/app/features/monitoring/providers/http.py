"""HTTP checks in bulk: bare non-blocking sockets on one epoll, several times what a client costs.

Connects to the given addresses only, no redirect is followed; names of nodes are looked up before.
"""

import asyncio
import errno
import select
import socket
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Generic, NamedTuple, TypeVar

from app.core.transactions import require_none_open
from app.features.monitoring.providers.answer import CUT, INVALID, OK, verdict

TIMEOUT = "timeout"
REFUSED = "refused"
UNREACHABLE = "unreachable"

_CHUNK = 8_192
_LOOKUP_SECONDS = 3.0
_BURST = 32
_EVENTS = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET
_REASONS = {errno.ECONNREFUSED: REFUSED, errno.ECONNRESET: CUT, errno.EPIPE: CUT}
_OUR_OWN = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

Key = TypeVar("Key")


class Endpoint(NamedTuple, Generic[Key]):
    """What to ask: an IP address and a port, and the authority and path named in the request."""

    key: Key
    host: str
    port: int
    authority: str
    path: str = "/"


class Outcome(NamedTuple, Generic[Key]):
    """How it went: milliseconds until the verdict, and why it fails (empty: it answers)."""

    key: Key
    latency_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one check, seconds for the batch, and sockets open at a time."""

    timeout: float = 5.0
    budget: float = 45.0
    in_flight: int = 500


class _Probe(Generic[Key]):
    __slots__ = ("data", "endpoint", "fd", "sent", "socket", "started")

    def __init__(self, endpoint: Endpoint[Key], opened: socket.socket, started: float) -> None:
        self.endpoint = endpoint
        self.socket = opened
        self.fd = opened.fileno()
        self.started = started
        self.sent = False
        self.data = b""


class Batch(Generic[Key]):
    """One run over many endpoints; blocking, so it runs in a thread of its own."""

    def __init__(self, endpoints: Iterable[Endpoint[Key]], limits: Limits) -> None:
        self._waiting = deque(endpoints)
        self._timeout = limits.timeout
        self._room = limits.in_flight
        self._probes: dict[int, _Probe[Key]] = {}
        self._oldest: deque[_Probe[Key]] = deque()
        self._outcomes: list[Outcome[Key]] = []
        self._until = time.perf_counter() + limits.budget

    def stop(self) -> None:
        """Begin nothing more and drop what is under way; safe from another thread."""
        self._until = 0

    def run(self) -> Sequence[Outcome[Key]]:
        """Check every endpoint once; those the budget had no time for are left out."""
        with select.epoll() as poll:
            while (self._waiting or self._probes) and time.perf_counter() < self._until:
                self._launch(poll)
                for fd, _ in poll.poll(self._patience()):
                    self._turn(self._probes[fd])
                self._expire()
        for probe in self._probes.values():
            probe.socket.close()
        return self._outcomes

    def _launch(self, poll: select.epoll) -> None:
        """Begin a few at a time: a long burst would only make the first ones look slow."""
        for _ in range(min(_BURST, self._room - len(self._probes))):
            if not self._waiting:
                return
            endpoint = self._waiting.popleft()
            started = time.perf_counter()
            try:
                opened = _connecting(endpoint.host, endpoint.port)
            except (OSError, ValueError) as error:
                if getattr(error, "errno", None) in _OUR_OWN:
                    self._waiting.append(endpoint)
                    self._room = max(len(self._probes), 1)
                    return
                self._conclude(endpoint, started, _reason(error))
                continue
            probe = _Probe(endpoint, opened, started)
            poll.register(probe.fd, _EVENTS)
            self._probes[probe.fd] = probe
            self._oldest.append(probe)

    def _patience(self) -> float:
        full = len(self._probes) >= self._room
        if self._waiting and self._probes and not full:
            return 0
        if not self._oldest:
            return 0.01
        left = self._oldest[0].started + self._timeout - time.perf_counter()
        return min(max(left, 0), 0.5)

    def _turn(self, probe: _Probe[Key]) -> None:
        try:
            if not probe.sent:
                probe.socket.send(_request(probe.endpoint.authority, probe.endpoint.path))
                probe.sent = True
                return
            reason = _received(probe)
        except BlockingIOError:
            return
        except (OSError, UnicodeError) as error:
            reason = _reason(error)
        if reason is not None:
            self._finish(probe, reason)

    def _expire(self) -> None:
        late = time.perf_counter() - self._timeout
        while self._oldest:
            probe = self._oldest[0]
            if self._probes.get(probe.fd) is probe:
                if probe.started > late:
                    return
                self._finish(probe, TIMEOUT)
            self._oldest.popleft()

    def _finish(self, probe: _Probe[Key], reason: str) -> None:
        del self._probes[probe.fd]
        probe.socket.close()
        self._conclude(probe.endpoint, probe.started, reason)

    def _conclude(self, endpoint: Endpoint[Key], started: float, reason: str) -> None:
        latency = round((time.perf_counter() - started) * 1000)
        self._outcomes.append(Outcome(endpoint.key, latency, reason))


async def resolve(names: Iterable[str]) -> dict[str, str]:
    """Return the IP address of each name, asked of the system; one that has none is left out."""
    require_none_open("looking up the nodes' names")
    listed = sorted(names)
    found = await asyncio.gather(*(_address(name) for name in listed))
    return {name: address for name, address in zip(listed, found, strict=True) if address}


async def _address(name: str) -> str:
    with suppress(ValueError):
        return str(ip_address(name))
    try:
        async with asyncio.timeout(_LOOKUP_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(
                name, None, type=socket.SOCK_STREAM
            )
    except (OSError, TimeoutError, UnicodeError):
        return ""
    return str(found[0][4][0])


async def check(
    endpoints: Iterable[Endpoint[Key]], limits: Limits | None = None
) -> Sequence[Outcome[Key]]:
    """Ask every endpoint once, in a thread; one that misbehaves harms no other.

    Those the budget had no time for are left out of the answer.
    """
    require_none_open("a round of checks")
    batch = Batch(endpoints, limits or Limits())
    try:
        return await asyncio.to_thread(batch.run)
    finally:
        batch.stop()


def _received(probe: _Probe[Key]) -> str | None:
    """Read what is there; the events are edge-triggered, so read until nothing is left."""
    while True:
        data = probe.socket.recv(_CHUNK)
        probe.data += data
        reason = verdict(probe.data, ended=not data)
        if reason is not None or not data:
            return reason


def _connecting(host: str, port: int) -> socket.socket:
    opened = socket.socket(_family(host), socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        with suppress(BlockingIOError):
            opened.connect((host, port))
    except BaseException:
        opened.close()
        raise
    return opened


@lru_cache(maxsize=4_096)
def _family(host: str) -> socket.AddressFamily:
    """Return the family of an IP address; raises ValueError for a name."""
    return socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET  # noqa: PLR2004  IPv6


def _request(authority: str, path: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: hostwright-check\r\n"
        "Accept: */*\r\nConnection: close\r\n\r\n"
    ).encode("ascii")


def _reason(error: Exception) -> str:
    return _REASONS.get(getattr(error, "errno", None) or 0, UNREACHABLE)


__all__ = [
    "CUT",
    "INVALID",
    "OK",
    "REFUSED",
    "TIMEOUT",
    "UNREACHABLE",
    "Endpoint",
    "Limits",
    "Outcome",
    "check",
    "resolve",
]
