"""Requests to other servers: what they may reach, how long they take, and what fails how."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import pytest

from app.core import http
from app.core.http.guard import AllowList, is_public

OPERATOR = http.Destination.OPERATOR
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@dataclass
class Server:
    """A server that says what a test tells it to, and counts what it is asked."""

    says: Callable[[str], bytes | None]
    port: int = 0
    connections: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                self.asked.append(head)
                said = self.says(head)
                if said is None:
                    break
                writer.write(said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


Open = Callable[[Callable[[str], bytes | None]], Awaitable[Server]]


@pytest.fixture
async def listening() -> AsyncIterator[Open]:
    opened: list[asyncio.Server] = []

    async def make(says: Callable[[str], bytes | None]) -> Server:
        server = Server(says)
        listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        opened.append(listener)
        server.port = listener.sockets[0].getsockname()[1]
        return server

    yield make
    for listener in opened:
        listener.close()


@asynccontextmanager
async def client(allow: str = "") -> AsyncIterator[http.HttpClient]:
    made = http.HttpClient(AllowList.parse(allow))
    try:
        yield made
    finally:
        await made.aclose()


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Have the name server give these answers in turn, the last one for ever; return who asked."""
    asked: list[str] = []

    async def look_up(host: str, port: int, **_: Any) -> list[Any]:
        found = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up, raising=False)
    return asked


INNER = [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::f5ff:fffe]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
]


@pytest.mark.parametrize("host", INNER)
async def test_a_stranger_cannot_point_us_at_what_is_inside(host: str) -> None:
    async with client() as asking:
        with pytest.raises(http.DestinationRefusedError) as refused:
            await asking.request("GET", f"http://{host}/latest/meta-data")
    assert not refused.value.sent


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_public_stays_reachable(address: str) -> None:
    assert is_public(ip_address(address))


async def test_one_inner_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names(monkeypatch, ["93.184.215.14", "127.0.0.1"])
    async with client() as asking:
        with pytest.raises(http.DestinationRefusedError):
            await asking.request("GET", "http://rebind.example/")


async def test_a_name_is_asked_once_and_the_checked_address_is_dialled(
    monkeypatch: pytest.MonkeyPatch, listening: Open
) -> None:
    server = await listening(lambda _head: OK)
    asked = names(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    async with client("127.0.0.1") as asking:
        answer = await asking.request("GET", f"http://rebind.example:{server.port}/")
    assert (answer.content, asked) == (b"ok", ["rebind.example"])


async def test_a_redirect_is_checked_like_the_first_address(
    monkeypatch: pytest.MonkeyPatch, listening: Open
) -> None:
    def says(head: str) -> bytes:
        if head.startswith("GET /out "):
            return b"HTTP/1.1 302 Found\r\nlocation: /in\r\ncontent-length: 0\r\n\r\n"
        if head.startswith("GET /in "):
            place = f"http://inner.example:{server.port}/"
            return f"HTTP/1.1 302 F\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n".encode()
        return OK

    server = await listening(says)
    names(monkeypatch, ["127.0.0.1"])
    async with client("hooks.example") as asking:
        with pytest.raises(http.DestinationRefusedError):
            await asking.request("GET", f"http://hooks.example:{server.port}/out", redirects=3)
        kept = await asking.request("GET", f"http://hooks.example:{server.port}/out")
    assert kept.status == 302
    assert [head.split()[1] for head in server.asked] == ["/out", "/in", "/out"]


async def test_credentials_stay_with_the_server_they_are_for(
    monkeypatch: pytest.MonkeyPatch, listening: Open
) -> None:
    other = await listening(lambda _head: OK)
    place = f"http://b.example:{other.port}/"
    moved = f"HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n".encode()
    first = await listening(lambda _head: moved)
    names(monkeypatch, ["127.0.0.1"])
    async with client("a.example, b.example") as asking:
        url, secret = f"http://a.example:{first.port}/", {"Authorization": "Bearer secret"}
        await asking.request("GET", url, headers=secret, redirects=1)
    assert "secret" in first.asked[0]
    assert "secret" not in other.asked[0]


async def test_the_operators_own_addresses_lead_nowhere_else(listening: Open) -> None:
    other = await listening(lambda _head: OK)
    moved = f"HTTP/1.1 302 F\r\nlocation: {other.address}\r\ncontent-length: 0\r\n\r\n".encode()
    first = await listening(lambda _head: moved)
    async with client() as asking:
        answer = await asking.request("GET", first.address, destination=OPERATOR, redirects=3)
    assert (answer.status, other.asked) == (302, [])


async def test_one_connection_serves_many_requests(listening: Open) -> None:
    server = await listening(lambda _head: OK)
    for _ in range(5):
        await http.shared().request("GET", server.address, destination=OPERATOR)
    assert (len(server.asked), server.connections) == (5, 1)
    await http.aclose()


async def test_nothing_is_remembered_between_requests(listening: Open) -> None:
    cookie = b"HTTP/1.1 200 OK\r\nset-cookie: a=b; Path=/\r\ncontent-length: 0\r\n\r\n"
    server = await listening(lambda _head: cookie)
    async with client() as asking:
        for _ in range(2):
            await asking.request("GET", server.address, destination=OPERATOR)
    assert not [head for head in server.asked if "cookie" in head.lower()]


async def test_a_server_that_drips_is_left_in_time(listening: Open) -> None:
    begun = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\no"
    server = await listening(lambda _head: begun)
    async with client() as asking:
        with pytest.raises(http.NoResponseError) as lost:
            await asking.request("GET", server.address, destination=OPERATOR, seconds=0.2)
    assert lost.value.sent


async def test_a_server_that_is_not_there_was_sent_nothing() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with client() as asking:
            with pytest.raises(http.UnreachableError) as away:
                await asking.request("POST", url, destination=OPERATOR, attempts=2)
    assert not away.value.sent


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/", "http://", "http://a:b@example.com/", "x"]
)
async def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    async with client() as asking:
        with pytest.raises(http.UnreachableError):
            await asking.request("GET", url)


async def test_a_long_response_is_cut_and_not_kept(listening: Open) -> None:
    endless = b"HTTP/1.1 503 No\r\n\r\n" + b"x" * 100_000
    server = await listening(lambda _head: endless)
    async with client() as asking:
        with pytest.raises(http.ResponseTooLargeError) as long:
            await asking.request("GET", server.address, destination=OPERATOR, limit=1_000)
    assert long.value.status == 503


async def test_a_packed_response_is_not_unpacked(listening: Open) -> None:
    packed = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nok"
    server = await listening(lambda _head: packed)
    async with client() as asking:
        with pytest.raises(http.InvalidResponseError):
            await asking.request("GET", server.address, destination=OPERATOR)
    assert "accept-encoding: identity" in server.asked[0].lower()


@pytest.mark.parametrize(("method", "asked"), [("GET", 3), ("PUT", 3), ("POST", 1), ("PATCH", 1)])
async def test_only_what_changes_nothing_twice_is_sent_again(
    listening: Open, method: str, asked: int
) -> None:
    server = await listening(lambda _head: None)
    async with client() as asking:
        with pytest.raises(http.NoResponseError):
            await asking.request(method, server.address, destination=OPERATOR, attempts=3)
    assert len(server.asked) == asked


async def test_a_busy_server_is_asked_again_when_it_said(listening: Open) -> None:
    busy = b"HTTP/1.1 503 No\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n"
    answers = [busy, OK]
    server = await listening(lambda _head: answers.pop(0))
    async with client() as asking:
        answer = await asking.request("GET", server.address, destination=OPERATOR, attempts=2)
    assert answer.content == b"ok"


async def test_json_goes_out_and_comes_back(listening: Open) -> None:
    said = b'HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{"a":1}'
    server = await listening(lambda head: said if head.startswith("GET") else OK)
    async with client() as asking:
        answer = await asking.request("GET", server.address, destination=OPERATOR)
        assert answer.json() == {"a": 1}
        broken = await asking.request("HEAD", server.address, destination=OPERATOR)
        with pytest.raises(http.InvalidResponseError):
            broken.json()
