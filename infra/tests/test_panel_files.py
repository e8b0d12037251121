"""nginx as the panel's image runs it: which twin of a file is sent, and as what."""

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from getpass import getuser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from infra.local.stack import answers
from infra.tests.binaries import binary
from infra.tests.running import nginx

_SECONDS = 20


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of nginx in front of one script with both twins, and one without."""
    program = binary("nginx", "nginx", "usr/sbin/nginx")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assets = tmp_path / "build/client/assets"
    assets.mkdir(parents=True)
    (assets / "a.js").write_bytes(b"plain")
    (assets / "a.js.br").write_bytes(b"brotli")
    (assets / "a.js.gz").write_bytes(b"gzip")
    (assets / "small.js").write_bytes(b"small")
    command = nginx(str(program), tmp_path, port)
    config = tmp_path / "nginx.conf"
    text = config.read_text(encoding="utf-8").replace("/srv/panel", str(tmp_path))
    # Started by root, it would read the test's folder as somebody else.
    config.write_text(f"user {getuser()};\n{text}", encoding="utf-8")
    with subprocess.Popen(command) as process:
        try:
            asyncio.run(_ready(port))
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


async def _ready(port: int) -> None:
    check = answers(port, "/healthz")
    async with asyncio.timeout(_SECONDS):
        while not await check():  # noqa: ASYNC110 - another program's readiness tells nobody
            await asyncio.sleep(0.1)


def _get(address: str, path: str, accepts: str) -> HTTPResponse:
    connection = HTTPConnection(address, timeout=_SECONDS)
    connection.request("GET", path, headers={"Accept-Encoding": accepts})
    return connection.getresponse()


@pytest.mark.parametrize(
    ("path", "accepts", "coding", "body"),
    [
        ("/assets/a.js", "gzip, deflate, br", "br", b"brotli"),
        ("/assets/a.js", "gzip", "gzip", b"gzip"),
        ("/assets/a.js", "identity", None, b"plain"),
        ("/assets/small.js", "br", None, b"small"),
    ],
)
def test_a_script_is_sent_as_the_smallest_that_the_reader_takes(
    address: str, path: str, accepts: str, coding: str | None, body: bytes
) -> None:
    answer = _get(address, path, accepts)
    assert (answer.headers["Content-Encoding"], answer.read()) == (coding, body)
    assert coding != "br" or answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_twin_has_no_address_of_its_own(address: str) -> None:
    assert _get(address, "/assets/a.js.br", "br").status == 404
