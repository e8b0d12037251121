"""How late events reach 2 000 streams, and 2 000 sockets, of one process; what a socket weighs.

The wait is from the commit to the client's bytes, measured by one clock: whoever publishes listens.
"""

import asyncio
import base64
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from time import perf_counter
from uuid import UUID

import asyncpg
import psutil

from app.auth.authenticator import Credential
from app.auth.tokens import AccessTokens
from app.core.ids import new_id
from app.core.settings import get_settings
from app.dao.session import Database
from app.events.deployments import ServiceStopped
from app.events.outbox import publish_all
from app.realtime.models import TicketPurpose
from app.realtime.tickets import issue
from benchmarks.load import get, sign_in
from benchmarks.people import CUSTOMER, form_of
from benchmarks.server import serving

CONNECTIONS = 2_000
ROOMS = 100
_PER_ROOM = CONNECTIONS // ROOMS
_AT_ONCE = 50
_SETTLE_SECONDS = 10.0
_REACH_STREAMS, _REACH_SOCKETS, _REACH_KIB = 250, 80, 70
_MARK_BYTES = 32
_MARK = re.compile(rb'"hostname":"n(\d+)"')
_VARIABLES = {
    **{f"RATE_LIMIT_{kind}": "1000000/minute" for kind in ("AUTH", "READ", "WRITE")},
    "LOG_LEVEL": "ERROR",
}
_ACCOUNTS = """
    INSERT INTO account SELECT (jsonb_populate_record(account, jsonb_build_object('id', made))).*
    FROM account CROSS JOIN unnest($2::uuid[]) made WHERE id = $1
"""
_MEMBERS = """
    INSERT INTO account_member
    SELECT (jsonb_populate_record(one,
        jsonb_build_object('id', uuidv7(), 'account_id', made))).*
    FROM account_member one CROSS JOIN unnest($2::uuid[]) made WHERE account_id = $1
"""
_SESSIONS = """
    INSERT INTO auth_session
    SELECT (jsonb_populate_record(one, jsonb_build_object('id', made, 'account_id', room))).*
    FROM auth_session one CROSS JOIN unnest($2::uuid[], $3::uuid[]) AS pairs (made, room)
    WHERE one.id = (SELECT id FROM auth_session WHERE user_id = $1 ORDER BY id DESC LIMIT 1)
"""
_CUSTOMER = """
    SELECT user_id, account_id FROM account_member JOIN "user" ON "user".id = user_id
    WHERE email = $1
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A session and the account it acts for."""

    user: UUID
    session: UUID
    account: UUID


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds from commit to client: percentiles; `cpu`: what the server spends an event."""

    deliveries: int
    missing: int
    rate: float
    p50: float
    p99: float
    cpu: float


class _Client(asyncio.Protocol):
    """One connection: says what opens it, then notes when it sees which event."""

    def __init__(self, hello: bytes, then: bytes, notes: list[tuple[int, float]]) -> None:
        self._hello, self._then, self._notes = hello, then, notes
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._head = self._rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a TCP connection
        self.transport = transport
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        if not self.ready.done():
            self._head += data
            if b"\r\n\r\n" in self._head:
                self._begin()
        data, end = self._rest + data, 0
        for found in _MARK.finditer(data):
            self._notes.append((int(found[1]), now))
            end = found.end()
        self._rest = data[end:][-_MARK_BYTES:]

    def _begin(self) -> None:
        if self._head.split(b" ", 2)[1] not in (b"200", b"101"):
            self.ready.set_exception(ConnectionError(self._head[:400]))
            return
        assert self.transport is not None  # noqa: S101  set when connected
        if self._then:
            self.transport.write(self._then)
        self.ready.set_result(None)


def _masked(text: bytes) -> bytes:
    """Return a short text as a client's frame (RFC 6455, 5.2), under a mask of zeros."""
    return bytes([0x81, 0x80 | len(text)]) + bytes(4) + text


_SUBSCRIBE = _masked(b'{"type":"subscribe","topics":["service"]}')


def _stream(reader: Reader) -> bytes:
    token = AccessTokens(get_settings()).issue(reader.user, reader.session)
    return get("/api/v1/events", token)


def _socket(ticket: str) -> bytes:
    key = base64.b64encode(b"sixteen bytes 16").decode()
    lines = (
        "GET /api/v1/realtime/socket HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: hostwright.v1, ticket.{ticket}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _readers(dsn: str) -> list[Reader]:
    """Make the rooms, and a session for every twenty connections of each."""
    rooms, sessions = ([new_id() for _ in range(ROOMS)] for _ in range(2))
    connection = await asyncpg.connect(dsn)
    try:
        user, account = await connection.fetchrow(_CUSTOMER, CUSTOMER)
        await connection.execute(_ACCOUNTS, account, rooms)
        await connection.execute(_MEMBERS, account, rooms)
        await connection.execute(_SESSIONS, user, sessions, rooms)
    finally:
        await connection.close()
    made = (Reader(user, *pair) for pair in zip(sessions, rooms, strict=True))
    return [reader for reader in made for _ in range(_PER_ROOM)]


async def _in_one_room(dsn: str, readers: Sequence[Reader]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        sessions = list({reader.session for reader in readers})
        change = "UPDATE auth_session SET account_id = $2 WHERE id = ANY($1)"
        await connection.execute(change, sessions, readers[0].account)
    finally:
        await connection.close()


async def _tickets(database: Database, readers: Sequence[Reader]) -> list[bytes]:
    async with database.unit_of_work() as session:
        made = [
            await issue(session, Credential(reader.session), TicketPurpose.EVENTS)
            for reader in readers
        ]
    return [_socket(ticket.secret) for ticket in made]


@asynccontextmanager
async def _connected(
    port: int, database: Database, readers: Sequence[Reader], *, sockets: bool
) -> AsyncIterator[list[tuple[int, float]]]:
    notes: list[tuple[int, float]] = []
    clients: list[_Client] = []
    loop = asyncio.get_running_loop()
    for start in range(0, len(readers), _AT_ONCE):
        some = readers[start : start + _AT_ONCE]
        hellos = await _tickets(database, some) if sockets else [_stream(one) for one in some]
        made = [_Client(hello, _SUBSCRIBE if sockets else b"", notes) for hello in hellos]
        for client in made:
            await loop.create_connection(partial(_same, client), "127.0.0.1", port)
        await asyncio.gather(*(client.ready for client in made))
        clients += made
    try:
        await asyncio.sleep(1)  # the last of them subscribe
        yield notes
    finally:
        for client in clients:
            if client.transport is not None:
                client.transport.abort()


def _cpu_seconds() -> float:
    """Return the processor time the served process has used, whatever else the machine does."""
    times = psutil.Process().children()[0].cpu_times()
    return float(times.user + times.system)


def _same(client: _Client) -> _Client:
    return client


async def _told(
    database: Database, rooms: Sequence[UUID], each: int, times: int, pause: float
) -> list[float]:
    """Publish `each` events at a time, `times` times; return when each was committed."""
    committed: list[float] = []
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for turn in range(times):
        await asyncio.sleep(max(begin + turn * pause - loop.time(), 0))
        numbers = range(len(committed), len(committed) + each)
        events = [(_event(number), rooms[number % len(rooms)]) for number in numbers]
        async with database.unit_of_work() as session:
            await publish_all(session, events)
        committed += [perf_counter()] * each
    return committed


def _event(number: int) -> ServiceStopped:
    ids = {name: new_id() for name in ("service_id", "order_id", "subscription_id")}
    return ServiceStopped(hostname=f"n{number}", **ids)


async def _measured(
    database: Database, notes: list[tuple[int, float]], rooms: Sequence[UUID], load: "Load"
) -> Waits:
    began, cpu = perf_counter(), _cpu_seconds()
    committed = await _told(database, rooms, load.each, load.times, load.pause)
    took = perf_counter() - began
    expected = len(committed) * (CONNECTIONS // len(rooms))
    late = perf_counter() + _SETTLE_SECONDS
    while len(notes) < expected and perf_counter() < late:  # noqa: ASYNC110  it has no event
        await asyncio.sleep(0.05)
    each = (_cpu_seconds() - cpu) / len(committed) * 1_000
    waits = [(at - committed[number]) * 1_000 for number, at in notes]
    cuts = quantiles(waits, n=100)
    missing = expected - len(waits)
    return Waits(len(waits), missing, len(waits) / took, cuts[49], cuts[98], each)


@dataclass(frozen=True, slots=True)
class Load:
    """Events `each` time, so many `times`, `pause` seconds apart."""

    each: int
    times: int
    pause: float


_RARE = Load(1, 20, 0.5)
_STEADY = Load(10, 250, 0.02)
_WIDE = Load(1, 25, 0.2)


async def measure() -> str:
    """Measure streams of one account, sockets of a hundred rooms, sockets of one account."""
    settings = get_settings()
    database = Database(settings)
    try:
        async with serving("app.main:create_app", _VARIABLES) as port:
            await sign_in(port, form_of(CUSTOMER))
            readers = await _readers(settings.asyncpg_dsn)
            rooms = list(dict.fromkeys(reader.account for reader in readers))
            server = psutil.Process().children()[0]
            before = server.memory_info().rss
            async with _connected(port, database, readers, sockets=True) as notes:
                weight = (server.memory_info().rss - before) / CONNECTIONS / 1_024
                steady = await _measured(database, notes, rooms, _STEADY)
            await _in_one_room(settings.asyncpg_dsn, readers)
            async with _connected(port, database, readers, sockets=True) as notes:
                wide = await _measured(database, notes, rooms[:1], _WIDE)
            async with _connected(port, database, readers, sockets=False) as notes:
                streams = await _measured(database, notes, rooms[:1], _RARE)
    finally:
        await database.close()
    return report(streams, steady, wide, weight)


def report(streams: Waits, steady: Waits, wide: Waits, weight: float) -> str:
    """Say what was measured, with its n and what is to be reached."""
    lines = [
        f"live: {CONNECTIONS} connections to one process, load {psutil.getloadavg()[0]:.1f}",
        _line("streams, one account", streams, _REACH_STREAMS),
        _line(f"sockets, {_PER_ROOM} a room", steady, _REACH_SOCKETS),
        _line("sockets, one account", wide, _REACH_SOCKETS),
        f"  memory a socket {weight:>18.1f} KiB (to reach: {_REACH_KIB})",
    ]
    return "\n".join(lines)


def _line(name: str, waits: Waits, reach: int) -> str:
    return (
        f"  {name:<22} p50 {waits.p50:>7.1f} ms, p99 {waits.p99:>7.1f} ms (to reach: {reach}),"
        f" {waits.rate:,.0f} deliveries/s, CPU {waits.cpu:.1f} ms an event,"
        f" n = {waits.deliveries:,}, missing {waits.missing:,}"
    )


def main() -> None:
    """Measure and report."""
    sys.stdout.write(asyncio.run(measure()) + "\n")
