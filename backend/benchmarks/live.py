"""How late events reach 2 000 streams, and 2 000 sockets, of one process; what a socket weighs.

The wait is from the commit to the client's bytes. Who publishes, the clients and the server are
three processes on one clock; where the clients had no core to themselves, the run is invalid.
"""

import asyncio
import base64
import sys
from array import array
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import quantiles
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import psutil

from app.auth.authenticator import Credential
from app.auth.tokens import AccessTokens
from app.core import json
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.dao.session import Database
from app.events.deployments import ServiceStopped
from app.events.outbox import publish_all
from app.realtime.models import TicketPurpose
from app.realtime.tickets import issue
from benchmarks.load import get, sign_in
from benchmarks.people import CUSTOMER, form_of
from benchmarks.processor import Processor
from benchmarks.server import serving

CONNECTIONS = 2_000
ROOMS = 100
_PER_ROOM = CONNECTIONS // ROOMS
_AT_ONCE = 50
_SETTLE_SECONDS = 10.0
_REACH_STREAMS, _REACH_SOCKETS, _REACH_KIB = 250, 80, 70
_SATURATED = 0.9
_ANSWER_BYTES = 64 * 1024 * 1024
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
    """Milliseconds from commit to client; `cpu`: microseconds of the server a delivery.

    `server` and `clients` are shares of the time in which they ran, or waited for a core; `turn` is
    how long the clients took to read what was ready, in milliseconds.
    """

    deliveries: int
    missing: int
    rate: float
    p50: float
    p99: float
    cpu: float
    server: float
    server_waiting: float
    clients: float
    clients_waiting: float
    turn: float


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
        found = await connection.fetchrow(_CUSTOMER, CUSTOMER)
        assert found is not None
        user, account = found
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


class Clients:
    """The process of the clients, told what to do line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, command: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
        """Give a command and return its answer; raises ConnectionError where the process died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"command": command, **values}) + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise ConnectionError(command)
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def _clients() -> AsyncIterator[Clients]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.clients"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_ANSWER_BYTES,
    )
    try:
        yield Clients(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def _connected(
    stage: "Stage", readers: Sequence[Reader], *, sockets: bool
) -> AsyncIterator[None]:
    then = base64.b64encode(_SUBSCRIBE if sockets else b"").decode()
    for start in range(0, len(readers), _AT_ONCE):
        some = readers[start : start + _AT_ONCE]
        made = await _tickets(stage.database, some) if sockets else [_stream(one) for one in some]
        hellos = [base64.b64encode(one).decode() for one in made]
        await stage.clients.ask("open", port=stage.port, hellos=hellos, then=then)
    try:
        await asyncio.sleep(1)  # the last of them subscribe
        yield
    finally:
        await stage.clients.ask("close")
        await asyncio.sleep(1)  # the server notices


async def _told(stage: "Stage", rooms: Sequence[UUID], load: "Load") -> list[float]:
    """Publish as the load says; return when each event was committed."""
    committed: list[float] = []
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for turn in range(load.times):
        await asyncio.sleep(max(begin + turn * load.pause - loop.time(), 0))
        numbers = range(len(committed), len(committed) + load.each)
        events = [(_event(number), rooms[number % len(rooms)]) for number in numbers]
        async with stage.database.unit_of_work() as session:
            await publish_all(session, events)
        committed += [monotonic()] * load.each
    return committed


def _event(number: int) -> ServiceStopped:
    ids = {name: new_id() for name in ("service_id", "order_id", "subscription_id")}
    return ServiceStopped(hostname=f"n{number}", **ids)


async def _measured(stage: "Stage", rooms: Sequence[UUID], load: "Load") -> Waits:
    await stage.clients.ask("begin")
    server = Processor(stage.server.pid)
    began = monotonic()
    committed = await _told(stage, rooms, load)
    expected = len(committed) * (CONNECTIONS // len(rooms))
    found = await stage.clients.ask("collect", count=expected, seconds=_SETTLE_SECONDS)
    use = server.use()
    numbers, times = array("q"), array("d")
    numbers.frombytes(base64.b64decode(found["numbers"]))
    times.frombytes(base64.b64decode(found["times"]))
    waits = [(at - committed[number]) * 1_000 for number, at in zip(numbers, times, strict=True)]
    cuts = quantiles(waits, n=100)
    return Waits(
        deliveries=len(waits),
        missing=expected - len(waits),
        rate=len(waits) / (max(times) - began),
        p50=cuts[49],
        p99=cuts[98],
        cpu=use.seconds / len(waits) * 1e6,
        server=use.busy,
        server_waiting=use.waiting,
        clients=found["busy"],
        clients_waiting=found["waiting"],
        turn=found["turn_p99"] * 1_000,
    )


@dataclass(frozen=True, slots=True)
class Load:
    """Events `each` time, so many `times`, `pause` seconds apart."""

    each: int
    times: int
    pause: float


@dataclass(frozen=True, slots=True)
class Stage:
    """Who takes part: the server, the clients, and the database that events are published in."""

    port: int
    server: psutil.Process
    clients: Clients
    database: Database


_RARE = Load(1, 20, 0.5)
_STEADY = Load(10, 250, 0.02)
_WIDE = Load(1, 25, 0.2)
_BURST = Load(1_000, 10, 0.0)


@asynccontextmanager
async def _stage(settings: Settings) -> AsyncIterator[Stage]:
    database = Database(settings)
    try:
        async with serving("app.main:create_app", _VARIABLES) as port, _clients() as clients:
            await sign_in(port, form_of(CUSTOMER))
            served = next(one for one in psutil.Process().children() if "uvicorn" in one.cmdline())
            yield Stage(port, served, clients, database)
    finally:
        await database.close()


async def measure() -> str:
    """Measure streams of one account, sockets of a hundred rooms, sockets of one account."""
    settings = get_settings()
    async with _stage(settings) as stage:
        readers = await _readers(settings.asyncpg_dsn)
        rooms = list(dict.fromkeys(reader.account for reader in readers))
        before = stage.server.memory_info().rss
        async with _connected(stage, readers, sockets=True):
            weight = (stage.server.memory_info().rss - before) / CONNECTIONS / 1_024
            steady = await _measured(stage, rooms, _STEADY)
            burst = await _measured(stage, rooms, _BURST)
        await _in_one_room(settings.asyncpg_dsn, readers)
        async with _connected(stage, readers, sockets=True):
            wide = await _measured(stage, rooms[:1], _WIDE)
        async with _connected(stage, readers, sockets=False):
            streams = await _measured(stage, rooms[:1], _RARE)
    lines = [
        f"live: {CONNECTIONS} connections to one process, load {psutil.getloadavg()[0]:.1f}",
        *_lines("streams, one account", streams, _REACH_STREAMS),
        *_lines(f"sockets, {_PER_ROOM} a room", steady, _REACH_SOCKETS),
        *_lines("sockets, one account", wide, _REACH_SOCKETS),
        *_lines("sockets, all at once", burst, None),
        f"  memory a socket {weight:>18.1f} KiB (to reach: {_REACH_KIB})",
    ]
    return "\n".join(lines)


def _lines(name: str, waits: Waits, reach: int | None) -> list[str]:
    wanted = f" (to reach: {reach})" if reach else ""
    wait = f"p50 {waits.p50:>7.1f} ms, p99 {waits.p99:>7.1f} ms{wanted}"
    heard = f"{waits.rate:,.0f} deliveries/s, n = {waits.deliveries:,}, missing {waits.missing:,}"
    cost = f"{waits.cpu:.1f} us of CPU a delivery ({1e6 / waits.cpu:,.0f}/s a core)"
    turn = f"p99 of a turn {waits.turn:.1f} ms"
    lines = [
        f"  {name:<22} {wait}, {heard}",
        f"    server: {cost}, {_share(waits.server, waits.server_waiting)}",
        f"    clients: {_share(waits.clients, waits.clients_waiting)}, {turn}",
    ]
    if reach and (waits.clients + waits.clients_waiting > _SATURATED or waits.turn > reach / 2):
        lines.append("    INVALID: the clients were saturated, they measured themselves")
    return lines


def _share(busy: float, waiting: float) -> str:
    return f"busy {busy:.0%}, waiting for a core {waiting:.0%}"


def main() -> None:
    """Measure and report."""
    sys.stdout.write(asyncio.run(measure()) + "\n")
