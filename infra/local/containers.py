"""Customers' services of the `docker` driver: this installation's, known by its nodes' labels."""

import http.client
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

_LABEL = "hostwright.node"
_SECONDS = 30
_STOP_SECONDS = 5
_AT_ONCE = 8


class _Connection(http.client.HTTPConnection):
    """HTTP over the engine's socket."""

    def __init__(self, address: str) -> None:
        super().__init__("docker", timeout=_SECONDS)
        self._path = address.removeprefix("unix://")

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _ask(address: str, method: str, path: str) -> Any:  # noqa: ANN401 - the engine's JSON
    connection = _Connection(address)
    try:
        connection.request(method, path)
        body = connection.getresponse().read()
    finally:
        connection.close()
    return json.loads(body) if method == "GET" else None


def _nodes(file: Path) -> Iterator[tuple[str, str]]:
    """Yield (engine's address, label filter) of each docker node that `prepare` noted."""
    if not file.exists():
        return
    for node in json.loads(file.read_text(encoding="utf-8")):
        if node["endpoint"].startswith("unix://"):
            wanted = json.dumps({"label": [f"{_LABEL}={node['id']}"]})
            yield node["endpoint"], f"filters={quote(wanted)}"


def stop_containers(file: Path) -> None:
    """Stop the running services; an engine that has gone is no error."""
    for address, labels in _nodes(file):
        try:
            found = _ask(address, "GET", f"/containers/json?{labels}")
            paths = [f"/containers/{one['Id']}/stop?t={_STOP_SECONDS}" for one in found]
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(partial(_ask, address, "POST"), paths))
        except OSError:
            continue


def remove_containers(file: Path) -> None:
    """Remove the services with their networks and volumes; raises OSError without the engine."""
    for address, labels in _nodes(file):
        for one in _ask(address, "GET", f"/containers/json?all=1&{labels}"):
            _ask(address, "DELETE", f"/containers/{one['Id']}?force=1&v=1")
        for one in _ask(address, "GET", f"/networks?{labels}"):
            _ask(address, "DELETE", f"/networks/{one['Id']}")
        for one in _ask(address, "GET", f"/volumes?{labels}")["Volumes"] or []:
            _ask(address, "DELETE", f"/volumes/{one['Name']}")
