"""The socket of events over real connections: admission, limits and end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlmodel import col
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.auth.roles import BuiltInRole
from app.core import clock, json
from app.core.settings import Settings
from app.dao.session import Database
from app.events.models import AuditRecord
from app.features.roles import service as roles
from app.main import create_app
from app.realtime import tickets
from app.realtime.hub import Hub
from app.realtime.models import TicketPurpose
from app.realtime.subscription import MAILBOX
from app.web.middleware import FRAME_LIMIT_BYTES
from app.web.policies import UndeclaredPolicyError, sockets
from app.web.realtime import FRAME_BYTES
from app.web.sockets import PROTOCOL, Allowance
from tests.factories.accounts import Customer, prove
from tests.factories.users import bearer, make_user
from tests.realtime.conftest import Room
from tests.realtime.test_hub import revoke, stopped, verified
from tests.sandbox.serving import NOBODY, address_of, bound_socket, serving

SECONDS = 5
OWN_ORIGIN = "http://panel.test"


@dataclass
class House:
    """One served process, asked over HTTP and over sockets."""

    room: Room
    client: AsyncClient
    address: str

    @property
    def hub(self) -> Hub:
        return self.room.hub

    async def ticket(self, reader: Customer, purpose: str = "events") -> str:
        body = {"purpose": purpose}
        path = "/api/v1/realtime/tickets"
        answer = await self.client.post(path, json=body, headers=reader.headers)
        assert answer.status_code == 201, answer.text
        ticket: str = answer.json()["ticket"]
        return ticket

    def opening(self, ticket: str, **options: Any) -> connect:
        protocols: Any = [PROTOCOL, f"ticket.{ticket}"]
        address = self.address.replace("http://", "ws://") + "/api/v1/realtime/socket"
        return connect(address, subprotocols=protocols, compression=None, **options)

    @asynccontextmanager
    async def socket(self, reader: Customer, *topics: str) -> AsyncIterator[ClientConnection]:
        async with self.opening(await self.ticket(reader)) as opened:
            assert (await said(opened))["type"] == "ready"
            if topics:
                await opened.send(subscribe(*topics))
                assert (await said(opened))["topics"] == sorted(topics)
            yield opened


def subscribe(*topics: str, after: int | None = None) -> str:
    return json.dumps({"type": "subscribe", "topics": topics, "after": after}).decode()


async def said(opened: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(SECONDS):
        message: dict[str, Any] = json.loads(bytes(await opened.recv(decode=False)))
    return message


async def closed(opened: ClientConnection) -> int:
    """Read to the end and return the close code."""
    async with asyncio.timeout(SECONDS):
        try:
            while True:
                await opened.recv()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006


async def refused(opening: connect) -> tuple[int, str]:
    """Return the status and the problem's code that the handshake met."""
    with pytest.raises(InvalidStatus) as refusal:
        async with opening:
            pass
    answer = refusal.value.response
    return answer.status_code, json.loads(bytes(answer.body or b"{}")).get("code", "")


@pytest.fixture
async def house(committed: Database, settings: Settings) -> AsyncIterator[House]:
    app = create_app(settings, committed)
    async with AsyncExitStack() as stack:
        opened = bound_socket()
        await stack.enter_async_context(serving(app, opened))
        address = address_of(opened)
        client = AsyncClient(base_url=address, timeout=30, verify=NOBODY)
        await stack.enter_async_context(client)
        room = Room(app, committed, settings, app.state.hub, app.state.authenticator)
        yield House(room, client, address)


async def test_a_socket_receives_its_topics_and_resumes(house: House) -> None:
    ours = await house.room.customer()
    async with house.socket(ours, "service") as opened:
        await house.room.publish(ours, verified(ours), stopped())
        first = await said(opened)
        assert (first["type"], first["event"]["type"]) == ("event", "service.stopped")
        await opened.send(subscribe("user", after=0))
        assert (await said(opened))["topics"] == ["service", "user"]
        assert (await said(opened))["event"]["type"] == "user.verified"
        await opened.send(json.dumps({"type": "unsubscribe", "topics": ["service"]}).decode())
        assert (await said(opened))["topics"] == ["user"]
        await opened.send('{"type": "ping"}')
        assert await said(opened) == {"type": "pong"}
        await opened.send(subscribe("weather"))
        refusal = {"type": "error", "code": "topic_unknown", "topics": ["weather"]}
        assert await said(opened) == refusal


async def test_a_ticket_opens_one_socket_once(house: House) -> None:
    ours = await house.room.customer()
    ticket = await house.ticket(ours)
    async with house.opening(ticket) as opened:
        assert opened.subprotocol == PROTOCOL
        assert opened.response is not None
        assert "x-request-id" in opened.response.headers
        assert await refused(house.opening(ticket)) == (401, "ticket_invalid")
    assert await refused(house.opening("made-up")) == (401, "ticket_invalid")


async def test_an_expired_ticket_is_refused(house: House) -> None:
    ours = await house.room.customer()
    authorization = ours.headers["authorization"]
    principal = await house.room.authenticator.principal(authorization)
    credential = house.room.authenticator.credential(principal, authorization, "")
    with clock.freeze(clock.now() - tickets.LIFETIME):
        async with house.room.database.unit_of_work() as session:
            made = await tickets.issue(session, credential, TicketPurpose.EVENTS)
    assert await refused(house.opening(made.secret)) == (401, "ticket_invalid")


async def test_a_ticket_of_an_ended_session_is_refused(house: House) -> None:
    ours = await house.room.customer()
    ticket = await house.ticket(ours)
    await revoke(house.room, ours)
    assert await refused(house.opening(ticket)) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.test", 403), ("null", 403), (OWN_ORIGIN, 0)]
)
async def test_only_our_own_origin_opens_sockets(house: House, origin: str, status: int) -> None:
    ours = await house.room.customer()
    opening = house.opening(await house.ticket(ours), origin=origin)
    if status:
        assert await refused(opening) == (status, "origin_refused")
    else:
        async with opening as opened:
            assert (await said(opened))["type"] == "ready"


async def test_sockets_are_subject_to_host_and_header_limits(house: House) -> None:
    ours = await house.room.customer()
    ticket = await house.ticket(ours)
    strange = house.opening(ticket, additional_headers={"X-Forwarded": "x"}, host="127.0.0.1")
    async with strange:
        pass
    many = {f"x-{number}": "y" for number in range(120)}
    assert (await refused(house.opening(ticket, additional_headers=many)))[0] == 431


async def test_a_socket_ends_when_its_session_does(house: House) -> None:
    ours = await house.room.customer()
    async with house.socket(ours, "*") as opened:
        await revoke(house.room, ours)
        assert await closed(opened) == 4401


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("x" * (FRAME_BYTES + 1), 1009),
        ("x" * (FRAME_LIMIT_BYTES + 1), 1009),
        ("no JSON", 4400),
        ('{"type": "shout"}', 4400),
        ('{"type": "subscribe", "topics": []}', 4400),
        ('{"type": "subscribe", "topics": ["*"], "account_id": "x"}', 4400),
    ],
)
async def test_a_malformed_command_closes_the_socket(house: House, message: str, code: int) -> None:
    ours = await house.room.customer()
    async with house.socket(ours) as opened:
        await opened.send(message)
        assert await closed(opened) == code


async def test_too_many_messages_close_the_socket(house: House) -> None:
    ours = await house.room.customer()
    async with house.socket(ours) as opened:
        for _ in range(200):
            await opened.send('{"type": "ping"}')
        assert await closed(opened) == 4429


def test_an_allowance_refills_with_time() -> None:
    allowance = Allowance(rate=0.0, burst=2)
    assert [allowance.spend() for _ in range(3)] == [True, True, False]
    assert [Allowance(rate=1e9, burst=1).spend() for _ in range(3)] == [True, True, True]


async def test_a_slow_reader_is_closed_and_can_resume(house: House) -> None:
    ours = await house.room.customer()
    async with house.socket(ours, "*") as opened:
        (subscription,) = house.hub.subscriptions()
        for _ in range(MAILBOX + 1):
            subscription.put(b'{"type": "filler"}')
        assert await closed(opened) == 4408
    await house.room.publish(ours, verified(ours))
    async with house.opening(await house.ticket(ours)) as again:
        assert (await said(again))["type"] == "ready"
        await again.send(subscribe("user", after=0))
        assert (await said(again))["type"] == "topics"
        assert (await said(again))["event"]["type"] == "user.verified"


async def test_a_stopped_hub_closes_sockets_for_a_restart(house: House) -> None:
    ours = await house.room.customer()
    async with house.socket(ours, "*") as opened:
        house.hub.stop()
        assert await closed(opened) == 1012
    assert await refused(house.opening(await house.ticket(ours))) == (503, "stopping")


async def test_a_socket_opened_while_impersonating_is_audited(house: House) -> None:
    ours = await house.room.customer()
    async with house.room.database.unit_of_work() as session:
        await roles.seed(session)
        user = await make_user(session)
        await roles.assign(session, user.id, BuiltInRole.ADMIN)
        staff = await bearer(session, house.room.settings, user.id)
        await prove(session, user.id)
    path = f"/api/v1/admin/users/{ours.user.id}/actions/impersonate"
    body = {"account_id": str(ours.account_id), "reason": "Ticket 4711"}
    made = (await house.client.post(path, json=body, headers=staff)).json()
    acting = Customer(ours.user, ours.account, {"authorization": f"Bearer {made['access_token']}"})
    async with house.socket(acting):
        pass
    async with house.room.database.unit_of_work() as session:
        found = await session.scalars(select(col(AuditRecord.changes)))
        changes = [one for one in found if one.get("method") == "SOCKET"]
    assert changes == [{"method": "SOCKET", "path": "/api/v1/realtime/socket"}]


async def test_a_socket_without_a_policy_stops_the_start(settings: Settings) -> None:
    app = create_app(settings)
    assert [one.path for one in sockets(app)] == ["/api/v1/realtime/socket"]

    async def open_by_mistake(socket: WebSocket) -> None:
        await socket.accept()

    app.add_api_websocket_route("/open-by-mistake", open_by_mistake)
    with pytest.raises(UndeclaredPolicyError, match="open-by-mistake"):
        sockets(app)
