"""A small WSGI application with a visit counter; standard library only, run as a program.

Reads HOST, PORT, SITE_HOSTNAME and DATA_DIR. `/` is a page, `/health` answers `ok`.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from html import escape
from pathlib import Path
from socket import socket
from socketserver import TCPServer, ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

Request = socket | tuple[bytes, socket]
Peer = tuple[str, int]
_MAX_THREADS = 32
_STACK_BYTES = 512 * 1024
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{hostname}</title>
<style>
:root {{ --ink: #14213d; --soft: #53617a; --ground: #f6f8fb; --card: #fff; --line: #dde4ee; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #eaf0f8; --soft: #a9b7ca; --ground: #0f1622; --card: #172131; --line: #2a384d; }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px;
  font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground); }}
main {{ width: 100%; max-width: 640px; padding: 40px; border-radius: 16px;
  background: var(--card); border: 1px solid var(--line); }}
h1 {{ margin: 0 0 20px; line-height: 1.2; overflow-wrap: anywhere; }}
dl {{ display: grid; grid-template-columns: auto 1fr; gap: 8px 20px; margin: 0; }}
dt {{ color: var(--soft); }} dd {{ margin: 0; font-variant-numeric: tabular-nums; }}
</style></head><body><main><h1>{hostname}</h1><dl>
<dt>Visits · Посещений</dt><dd>{visits}</dd>
<dt>Time · Время (UTC)</dt><dd>{time}</dd>
<dt>Python</dt><dd>{python}</dd></dl></main></body></html>
"""


class Visits:
    """A counter that outlives a restart as long as DATA_DIR does."""

    def __init__(self, path: Path) -> None:
        """Read what was counted before."""
        self._path = path
        self._lock = threading.Lock()
        text = path.read_text() if path.exists() else ""
        self._count = int(text) if text.isdecimal() else 0

    def add(self) -> int:
        """Count one visit; return how many there were in all."""
        with self._lock:
            self._count += 1
            fresh = self._path.with_suffix(".new")
            fresh.write_text(str(self._count))
            fresh.replace(self._path)
            return self._count


class Application:
    """The WSGI callable."""

    def __init__(self, hostname: str, visits: Visits) -> None:
        """Show `hostname`; count in `visits`."""
        self._hostname = hostname
        self._visits = visits

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "/")
        if path == "/health":
            return _answer(start_response, "200 OK", "text/plain", "ok\n")
        if path != "/":
            return _answer(start_response, "404 Not Found", "text/plain", "not found\n")
        page = _PAGE.format(
            hostname=escape(self._hostname),
            visits=self._visits.add(),
            time=time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
            python=sys.version.split(maxsplit=1)[0],
        )
        return _answer(start_response, "200 OK", "text/html", page)


def _answer(start_response: StartResponse, status: str, kind: str, text: str) -> list[bytes]:
    body = text.encode()
    headers = [
        ("Content-Type", f"{kind}; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", _POLICY),
    ]
    start_response(status, headers)
    return [body]


class Server(ThreadingMixIn, WSGIServer):
    """A threading server that never has more than `_MAX_THREADS` requests in hand."""

    daemon_threads = True
    request_queue_size = 128
    free = threading.BoundedSemaphore(_MAX_THREADS)

    def server_bind(self) -> None:
        """Bind without asking the resolver for our own name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()

    def process_request(self, request: Request, client_address: Peer) -> None:
        """Wait for a free place, then answer in a thread."""
        self.free.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread could be started
            self.free.release()
            raise

    def process_request_thread(self, request: Request, client_address: Peer) -> None:
        """Answer, then give the place back whatever happened."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.free.release()


class Handler(WSGIRequestHandler):
    """Requests with a time limit, and no word about the server's version."""

    server_version = "hostwright"
    sys_version = ""
    timeout = 15


def main() -> None:
    """Serve until SIGTERM."""
    threading.stack_size(_STACK_BYTES)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    visits = Visits(Path(os.environ["DATA_DIR"]) / "visits")
    with Server((os.environ["HOST"], int(os.environ["PORT"])), Handler) as server:
        server.set_app(Application(os.environ["SITE_HOSTNAME"], visits))
        sys.stderr.write(f"serving on port {server.server_port}\n")
        server.serve_forever()


if __name__ == "__main__":
    main()
