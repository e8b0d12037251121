"""The local web server: the API under /api, the panel and the public pages else, one origin.

As a program: `python -m infra.local.site --host 127.0.0.1 --port 8000 --pages DIR`.
"""

import argparse
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn

from infra.local.files import Answer, StaticFiles
from infra.local.paths import PANEL_BUILD

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_GRACE_SECONDS = 3
_SOCKET_FRAME_BYTES = 64 * 1024


class Site:
    """An ASGI program in front of the API's."""

    def __init__(self, api: App, build: Path, pages: Path) -> None:
        """Serve `api`, the files of `build` as they are now, and what is rendered in `pages`."""
        self._api = api
        self._files = StaticFiles(build, pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is the API's (its lifespan too), answer the rest from the files."""
        if scope["type"] != "http" or scope["path"].startswith("/api/"):
            await self._api(scope, receive, send)
            return
        headers = dict(scope["headers"])
        answer = self._files.answer(scope["method"], scope["path"], headers)
        await _send(answer, send, body=scope["method"] != "HEAD")


async def _send(answer: Answer, send: Send, *, body: bool) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if body else b""})


def create_site(pages: Path) -> Site:
    """Return the site of the built panel and the rendered pages with the application's API."""
    from app.main import create_app  # noqa: PLC0415 - only here is the application needed

    return Site(create_app(), PANEL_BUILD, pages)


def main() -> None:
    """Serve until SIGTERM; open event streams get a moment to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pages", type=Path, required=True, help="where the renderer writes")
    options = parser.parse_args()
    uvicorn.run(
        create_site(options.pages),
        host=options.host,
        port=options.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        http="app.web.server:HttpProtocol",
        ws="app.web.server:SocketProtocol",
        ws_max_size=_SOCKET_FRAME_BYTES,
        ws_per_message_deflate=False,  # it halves the rate of small messages
    )


if __name__ == "__main__":
    main()
