"""The proxy as Caddy runs it: ids of requests pass, secrets stay out of its log."""

import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.local.paths import ROOT
from infra.tests.binaries import binary

_START_SECONDS = 30.0


class _Upstream(BaseHTTPRequestHandler):
    """Answers with the request id that reached it."""

    def do_GET(self) -> None:
        body = (self.headers.get("X-Request-Id") or "none").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def upstream() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Upstream)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def proxy(upstream: int, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of our proxy, and the file of its log."""
    caddy = binary("caddy", "caddy", "usr/bin/caddy")
    ports = {old: str(_free_port()) for old in ("8080", "8443", "2020")}
    text = (ROOT / "infra/proxy/Caddyfile").read_text(encoding="utf-8")
    for old, port in ports.items():
        text = text.replace(old, port)
    (tmp_path / "Caddyfile").write_text(text, encoding="utf-8")
    log = tmp_path / "log"
    variables = {
        "SITE_ADDRESS": "http://localhost",
        "API_UPSTREAM": f"127.0.0.1:{upstream}",
        "PANEL_UPSTREAM": f"127.0.0.1:{upstream}",
        "HOME": str(tmp_path),
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(caddy), "run", "--adapter", "caddyfile", "--config", "Caddyfile"],
            cwd=tmp_path,
            env=os.environ | variables,
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
    try:
        address = f"http://localhost:{ports['8080']}"
        _wait_for(address)
        yield address, log
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    ends = time.monotonic() + _START_SECONDS
    while True:
        try:
            _ask(address)
        except OSError:
            assert time.monotonic() < ends, "the proxy does not answer"
            time.sleep(0.05)
        else:
            return


def _ask(address: str, **headers: str) -> str:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http, our own
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the same
        body: bytes = answer.read()
        return body.decode()


def _lines(log: Path, count: int) -> list[dict[str, Any]]:
    ends = time.monotonic() + _START_SECONDS
    while len(log.read_text().splitlines()) < count:
        assert time.monotonic() < ends, "the proxy writes no log"
        time.sleep(0.05)
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_the_id_of_a_request_is_kept_or_made(proxy: tuple[str, Path]) -> None:
    address, _ = proxy
    assert _ask(f"{address}/api/v1/x", **{"X-Request-Id": "request-0001"}) == "request-0001"
    made = {_ask(f"{address}/api/v1/x") for _ in range(2)}
    assert len(made) == 2
    assert "none" not in made


def test_the_log_has_no_query_and_no_secret_of_a_path(proxy: tuple[str, Path]) -> None:
    address, log = proxy
    _ask(f"{address}/api/v1/x?token=correct-horse")
    _ask(f"{address}/api/v1/public/invitations/correct-horse")
    lines = _lines(log, 3)
    assert "correct-horse" not in log.read_text()
    assert [line["request"]["uri"] for line in lines[-2:]] == [
        "/api/v1/x?***",
        "/api/v1/public/invitations/***",
    ]
    assert all(line["time"][:2] == "20" and line["message"] for line in lines)
