"""The API process: its parts, in the order they are put together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from loguru import logger

import app.models
import app.wiring
from app import manifest
from app.api import ROUTES
from app.auth.authenticator import Authenticator
from app.auth.ratelimit import RateLimiter
from app.auth.tokens import AccessTokens
from app.celery.worker import load_tasks
from app.core import http
from app.core.locale import TIME_ZONES
from app.core.logging import configure_logging
from app.core.settings import Settings, get_settings
from app.dao.errors import is_temporary
from app.dao.session import Database, Work
from app.dao.zones import time_zones
from app.realtime.hub import Hub
from app.web import problems
from app.web.client import ClientAddress
from app.web.guard import Guard
from app.web.middleware import BodyLimit, RequestContext
from app.web.openapi import complete
from app.web.policies import operations, sockets
from app.web.races import LostRaces
from app.web.ratelimit import RateLimits
from app.web.reads import ReadShortcut, read_routes
from app.web.stopping import on_stop_signal
from app.web.uploads import body_limits


@asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    database: Database = application.state.database
    hub: Hub = application.state.hub
    gc.collect()
    gc.freeze()  # a full collection of what the imports left would hold every request up
    # The server waits for open answers before it ends the lifespan: streams must not wait for that.
    await _learn_time_zones(database)
    async with hub.running():
        with on_stop_signal(hub.stop):
            yield
    limiter: RateLimiter = application.state.limiter
    await limiter.close()
    await http.aclose()
    await database.close()


async def _learn_time_zones(database: Database) -> None:
    """Accept from now on only the time zones that the database takes as well."""
    try:
        TIME_ZONES.restrict(await time_zones(database))
    except Exception as error:
        if not is_temporary(error):
            raise
        logger.warning("time zones are checked without the database, it is away: {}", error)


def configure_state(application: FastAPI, settings: Settings, database: Database) -> None:
    """Set the parts that requests work with on `application.state`."""
    application.state.settings = settings
    application.state.database = database
    application.state.reads = database
    application.state.limiter = RateLimiter(settings)
    authenticator = Authenticator(
        AccessTokens(settings),
        partial(app.wiring.load_principal, database),
        partial(app.wiring.load_token_principal, database),
    )
    application.state.authenticator = authenticator
    application.state.hub = Hub(database, settings, authenticator.reload, manifest.event_access())


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Build the API; raises UndeclaredPolicyError where an operation hides who may call it."""
    settings = settings or get_settings()
    configure_logging(settings.log_level, settings.log_format)
    load_tasks()
    application = FastAPI(
        title="Hostwright",
        version="1",
        lifespan=_lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    configure_state(application, settings, database or Database(settings, Work.REQUEST))
    application.router.routes.extend(ROUTES)
    problems.install(application)
    application.add_middleware(LostRaces)
    application.add_middleware(BodyLimit, limits=body_limits(application))
    application.add_middleware(ReadShortcut, routes=read_routes(application))
    application.add_middleware(RateLimits)
    application.add_middleware(Guard, settings=settings)
    application.add_middleware(RequestContext)
    application.add_middleware(ClientAddress, trusted=settings.trusted_networks)
    operations(application)
    sockets(application)
    application.openapi = partial(complete, application)  # type: ignore[method-assign] # FastAPI asks for it this way
    return application
