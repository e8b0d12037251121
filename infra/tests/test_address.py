import asyncio
import socket
from pathlib import Path

import psutil
import pytest

from infra.local import up
from infra.local.address import AddressError, check_address, port_of
from infra.local.environment import Stack
from infra.local.servers import Home
from infra.local.stack import site

HEALTHY = b"HTTP/1.0 200 OK\r\n\r\n"


def _own_addresses() -> list[str]:
    found = [one for listed in psutil.net_if_addrs().values() for one in listed]
    usual = {socket.AF_INET, socket.AF_INET6}
    return [one.address for one in found if one.family in usual and "%" not in one.address]


@pytest.mark.parametrize("word", ["abc", "0", "-1", "65536", "80.5", "٨٠", " "])
def test_a_port_that_is_none_is_one_line_that_names_it(word: str) -> None:
    with pytest.raises(AddressError, match=r"^PORT takes a number from 1 to 65535, not [^\n]*$"):
        port_of({"PORT": word})


def test_a_port_is_optional() -> None:
    assert (port_of({}), port_of({"PORT": "8080"})) == (None, 8080)


def test_up_says_it_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setattr(up, "_HOME", Home(tmp_path))
    with pytest.raises(SystemExit) as ended:
        up.main()
    assert ended.value.code == "PORT takes a number from 1 to 65535, not 'abc'"


@pytest.mark.parametrize(
    ("host", "said"), [("no.such.host.invalid", "not 'no.such"), ("192.0.2.1", "HOST 192.0.2.1")]
)
def test_a_host_that_is_not_this_machine_is_named(host: str, said: str) -> None:
    with pytest.raises(AddressError, match=said):
        check_address({"HOST": host}, 18_999)


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"PORT {port}"):
            check_address({}, port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "localhost", *_own_addresses()])  # noqa: S104 - on purpose
async def test_readiness_is_asked_where_the_panel_listens(tmp_path: Path, host: str) -> None:
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(HEALTHY)
        writer.close()

    async with await asyncio.start_server(answer, host, 0) as server:
        port = server.sockets[0].getsockname()[1]
        ports = dict.fromkeys(("panel", "payments", "mailbox", "smtp", "flower"), port)
        check_address({"HOST": host}, 0)
        stack = Stack(Home(tmp_path), {"HOST": host}, ports, "postgresql://x", "redis://x")
        ready = site(stack).ready
        assert ready
        assert await ready()
    assert asked == [b"GET /api/v1/health/ready HTTP/1.0\r\n"]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:1"),
        ("0.0.0.0", "http://localhost:1"),  # noqa: S104 - on purpose
        ("::1", "http://[::1]:1"),
        ("10.0.0.7", "http://10.0.0.7:1"),
    ],
)
def test_the_panels_address_is_where_it_listens(tmp_path: Path, host: str, address: str) -> None:
    ports = {"panel": 1, "payments": 2, "mailbox": 3, "smtp": 4, "flower": 5}
    stack = Stack(Home(tmp_path), {"HOST": host}, ports, "postgresql://x", "redis://x")
    assert stack.public_url == address
    assert stack.variables()["API_URL"] == address.replace("localhost", "127.0.0.1")
