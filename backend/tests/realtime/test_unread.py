"""Clients that open a live connection and never read: dropped, whatever they were sent."""

import asyncio
import socket

import psutil
import pytest

from app.auth.authenticator import Authenticator
from app.core.settings import Settings
from app.dao.session import Database
from app.main import create_app
from app.realtime import tickets
from app.realtime.models import TicketPurpose
from app.realtime.subscription import EndReason
from app.web.sockets import PROTOCOL
from tests.factories.accounts import Customer, make_customer
from tests.sandbox.serving import bound_socket, serving, until

_UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyAxNg==",
)


async def _request(kind: str, reader: Customer, database: Database, known: Authenticator) -> bytes:
    authorization = reader.headers["authorization"]
    if kind == "stream":
        lines = ["GET /api/v1/events HTTP/1.1", f"Authorization: {authorization}"]
    else:
        principal = await known.principal(authorization)
        credential = known.credential(principal, authorization, "127.0.0.1")
        async with database.unit_of_work() as session:
            ticket = await tickets.issue(session, credential, TicketPurpose.EVENTS)
        protocols = f"Sec-WebSocket-Protocol: {PROTOCOL}, ticket.{ticket.secret}"
        lines = ["GET /api/v1/realtime/socket HTTP/1.1", *_UPGRADE, protocols]
    return "\r\n".join([*lines, "Host: 127.0.0.1", "", ""]).encode()


async def _opened(server: socket.socket, request: bytes) -> socket.socket:
    """Open a connection and read nothing but the beginning of the answer."""
    client = socket.socket()
    client.settimeout(0)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(client, server.getsockname())
    await loop.sock_sendall(client, request)
    assert (await loop.sock_recv(client, 12))[9:] in (b"200", b"101")
    return client


def _held(server: socket.socket, client: socket.socket) -> bool:
    """Tell whether the server still has its end of the client's connection."""
    ends = server.getsockname()[1], client.getsockname()[1]
    return any(
        one.raddr and (one.laddr.port, one.raddr.port) == ends
        for one in psutil.Process().net_connections("tcp")
    )


@pytest.mark.parametrize("kind", ["stream", "socket"])
async def test_a_client_that_never_reads_is_dropped(
    committed: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("app.realtime.delivery.CLOSE_SECONDS", 0.1)
    monkeypatch.setattr("app.web.realtime.CLOSE_SECONDS", 0.1)
    async with committed.unit_of_work() as session:
        owner = await make_customer(session, settings)
    app, server = create_app(settings, committed), bound_socket()
    request = await _request(kind, owner, committed, app.state.authenticator)
    async with serving(app, server):
        client = await _opened(server, request)
        try:
            await until(app.state.hub.subscriptions)
            (subscription,) = app.state.hub.subscriptions()
            assert _held(server, client)
            while subscription.ended is None:
                subscription.put(b"x" * 60 * 1024)
                await asyncio.sleep(0)
            assert subscription.ended is EndReason.TOO_SLOW
            await until(lambda: not app.state.hub.subscriptions())
            await until(lambda: not _held(server, client))
        finally:
            client.close()
