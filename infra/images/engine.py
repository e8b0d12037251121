"""The few calls to a Docker Engine that building needs, over its socket or TCP."""

import http.client
import json
import socket
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

_SECONDS = 120.0
_OK = 300


class EngineError(Exception):
    """The Engine is not there or refused."""


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Engine:
    """One Engine, by its address (`unix:///path` or `tcp://host:port`)."""

    def __init__(self, address: str) -> None:
        """Talk to `address`; raises EngineError when it is neither form."""
        self._address = urlsplit(address)
        if self._address.scheme not in {"unix", "tcp", "http"}:
            message = f"{address!r} is not unix:///path or tcp://host:port"
            raise EngineError(message)

    def built_from(self, reference: str, label: str) -> str | None:
        """Return the label of an image, '' when it has none, None when there is no such image."""
        status, body = self._send("GET", f"/images/{quote(reference, safe='/:')}/json")
        if status == http.HTTPStatus.NOT_FOUND:
            return None
        found: dict[str, Any] = json.loads(body)
        return str(((found.get("Config") or {}).get("Labels") or {}).get(label, ""))

    def load(self, reference: str, tar: bytes, settings: tuple[str, ...]) -> None:
        """Make an image of one layer; raises EngineError."""
        repository, _, tag = reference.rpartition(":")
        query = [("fromSrc", "-"), ("repo", repository), ("tag", tag)]
        query += [("changes", line) for line in settings]
        _, body = self._send("POST", f"/images/create?{urlencode(query)}", tar)
        if b'"error"' in body:
            raise EngineError(body.decode(errors="replace")[-500:])

    def _send(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            connection.request(method, path, body, {"Content-Type": "application/x-tar"})
            answer = connection.getresponse()
            content = answer.read()
        except OSError as error:
            message = f"no Docker Engine at {self._address.geturl()}: {error}"
            raise EngineError(message) from error
        finally:
            connection.close()
        if answer.status >= _OK and answer.status != http.HTTPStatus.NOT_FOUND:
            raise EngineError(content.decode(errors="replace")[:500])
        return answer.status, content

    def _connection(self) -> http.client.HTTPConnection:
        if self._address.scheme == "unix":
            return _SocketConnection(self._address.path)
        host, port = self._address.hostname or "localhost", self._address.port or 2375
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
