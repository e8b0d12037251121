"""Uvicorn's protocols, with one thing more: the application can drop a client that reads nothing.

Closing would wait for the client to take what is already written. Served with
`--http app.web.server:HttpProtocol --ws app.web.server:SocketProtocol`; elsewhere `drop` does
nothing.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.web.drop import EXTENSION


class HttpProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose requests can be dropped."""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  uvicorn's own type
        """Make the extension once a connection."""
        super().connection_made(transport)
        self._offered = _extension(transport)

    def on_message_begin(self) -> None:
        """Offer the extension with each request."""
        super().on_message_begin()
        scope: Any = self.scope  # its type knows no extensions of ours
        scope["extensions"] = self._offered


class SocketProtocol(WebSocketsSansIOProtocol):
    """WebSockets that can be dropped."""

    async def run_asgi(self) -> None:
        """Offer the extension with the socket."""
        extensions: Any = self.scope["extensions"]
        extensions.update(_extension(self.transport))
        await super().run_asgi()


def _extension(transport: asyncio.Transport) -> dict[str, Any]:
    return {EXTENSION: {"abort": transport.abort}}
