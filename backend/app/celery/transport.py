"""Kombu's Redis transport with one client a channel.

Kombu makes a client anew for every command, which costs more CPU than the command: half of sending
a message. Clients hold no connection, they take one of the channel's pool for each command.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class Channel(redis.Channel):
    """A channel whose commands share a client."""

    _shared: Any = None

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:  # noqa: ANN401  kombu's own
        """Give the client that was passed, or the channel's own."""
        if client is None and self._shared is None:
            self._shared = self._create_client()  # type: ignore[attr-defined] # not in the stubs
        yield client or self._shared

    def _disconnect_pools(self) -> None:
        self._shared = None  # it takes its connections of a pool that is closed now
        super()._disconnect_pools()  # type: ignore[misc] # not in the stubs


class Transport(redis.Transport):
    """Makes channels that keep their client."""

    Channel = Channel


def use_transport() -> None:
    """Let `redis://` and `rediss://` name this transport in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:{Transport.__name__}"
