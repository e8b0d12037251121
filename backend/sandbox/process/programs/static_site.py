"""A small static HTTP server for one site; standard library only, run as a program.

Reads HOST, PORT and SITE_DIR. Shows files only: no directory listings, no dot files, nothing
outside the directory.
"""

import os
import signal
import sys
import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from socketserver import BaseServer, TCPServer
from typing import BinaryIO

Request = socket | tuple[bytes, socket]
Peer = tuple[str, int]
_MAX_THREADS = 32
_STACK_BYTES = 512 * 1024
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"


class Server(ThreadingHTTPServer):
    """A threading server that never has more than `_MAX_THREADS` requests in hand."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int]) -> None:
        """Listen on `address`; raises OSError."""
        self._free = threading.BoundedSemaphore(_MAX_THREADS)
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        """Bind without asking the resolver for our own name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Request, client_address: Peer) -> None:
        """Wait for a free place, then answer in a thread."""
        self._free.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread could be started
            self._free.release()
            raise

    def process_request_thread(self, request: Request, client_address: Peer) -> None:
        """Answer, then give the place back whatever happened."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


class Handler(SimpleHTTPRequestHandler):
    """GET and HEAD of the files below SITE_DIR."""

    server_version = "hostwright"
    sys_version = ""
    timeout = 15

    def __init__(self, request: Request, client_address: Peer, server: BaseServer) -> None:
        """Answer one connection."""
        super().__init__(request, client_address, server, directory=os.environ["SITE_DIR"])

    def send_head(self) -> BinaryIO | None:
        """Refuse dot files and whatever a link would lead out of the site to."""
        root = Path(self.directory).resolve()
        target = Path(self.translate_path(self.path)).resolve()
        inside = target == root or root in target.parents
        if not inside or any(part.startswith(".") for part in target.relative_to(root).parts):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: object) -> None:
        """Show no listing."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Add the headers every answer carries."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", _POLICY)
        super().end_headers()


def main() -> None:
    """Serve until SIGTERM."""
    threading.stack_size(_STACK_BYTES)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server((os.environ["HOST"], int(os.environ["PORT"]))) as server:
        sys.stderr.write(f"serving on port {server.server_port}\n")
        server.serve_forever()


if __name__ == "__main__":
    main()
