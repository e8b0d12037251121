"""The mailbox as one ASGI program; SMTP is served as long as it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.mailbox import api, pages
from sandbox.mailbox.intake import listen
from sandbox.mailbox.store import Store
from sandbox.page.render import STYLE_ROUTE


@dataclass(frozen=True, slots=True)
class Settings:
    """Where mail comes in and where it is kept; port 0 takes a free one."""

    data: Path
    smtp_host: str
    smtp_port: int


def create_app(settings: Settings) -> Starlette:
    """Return the mailbox over the folder `settings.data`."""
    store = Store(settings.data)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        server = await listen(store, settings.smtp_host, settings.smtp_port)
        app.state.smtp_port = server.sockets[0].getsockname()[1]
        yield
        server.close()
        store.close()

    app = Starlette(
        routes=[*pages.ROUTES, *api.ROUTES, STYLE_ROUTE, Route("/health", health)],
        lifespan=lifespan,
    )
    app.state.store = store
    return app


async def health(_request: Request) -> Response:
    """GET /health."""
    return JSONResponse({"status": "ok"})
