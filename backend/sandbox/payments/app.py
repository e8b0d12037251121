"""The provider as one ASGI program."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.page.render import STYLE_ROUTE
from sandbox.payments import api, checkout
from sandbox.payments.errors import ProviderError
from sandbox.payments.faults import FaultyAnswers
from sandbox.payments.provider import assemble
from sandbox.payments.settings import Settings

MAX_BODY = 64 * 1024


def create_app(settings: Settings) -> Starlette:
    """Return the provider over the books in `settings.data`; its courier runs while it serves."""
    provider = assemble(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        courier = asyncio.create_task(provider.courier.run())
        yield
        courier.cancel()
        with suppress(asyncio.CancelledError):
            await courier
        provider.books.close()

    app = Starlette(
        routes=[*api.ROUTES, *checkout.ROUTES, STYLE_ROUTE, Route("/health", health)],
        middleware=[Middleware(FaultyAnswers, faults=provider.faults)],
        exception_handlers={ProviderError: refused, HTTPException: failed},
        lifespan=lifespan,
        max_body_size=MAX_BODY,
    )
    app.state.provider = provider
    return app


async def health(_request: Request) -> Response:
    """GET /health."""
    return JSONResponse({"status": "ok"})


async def refused(_request: Request, error: Exception) -> Response:
    """Answer an expected refusal with its code."""
    if not isinstance(error, ProviderError):
        raise error
    return JSONResponse(error.body(), status_code=error.status)


async def failed(_request: Request, error: Exception) -> Response:
    """Answer what the framework refuses (no route, wrong verb, body too large) in our shape."""
    if not isinstance(error, HTTPException):
        raise error
    told = {"code": f"http_{error.status_code}", "message": error.detail, "param": None}
    return JSONResponse({"error": told}, status_code=error.status_code, headers=error.headers)
