"""The API process: its parts, in the order they are put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from loguru import logger

import app.models
import app.wiring
from app import manifest
from app.api import ROUTES
from app.auth.authenticator import Authenticator
from app.auth.ratelimit import RateLimiter
from app.auth.tokens import AccessTokens
from app.celery.worker import load_tasks
from app.core import garbage, http, tracing
from app.core.closing import close_all
from app.core.locale import TIME_ZONES
from app.core.logging import configure_logging
from app.core.metrics import Publisher
from app.core.settings import Settings, get_settings
from app.core.version import version
from app.dao.errors import is_temporary
from app.dao.session import Database, Work, follow_pool
from app.dao.zones import time_zones
from app.features.health.service import Readiness
from app.features.system.service import Exposition
from app.realtime.hub import Hub
from app.start import refusal
from app.web import cors, problems
from app.web.access import AccessLog
from app.web.client import ClientAddress
from app.web.guard import Guard
from app.web.head import HeadRequests
from app.web.metrics import MetricsEndpoint
from app.web.middleware import BodyLimit, RequestContext
from app.web.openapi import endpoint
from app.web.openapi.document import complete
from app.web.policies import operations, sockets
from app.web.races import LostRaces
from app.web.ratelimit import RateLimits
from app.web.reads import ReadShortcut, read_routes
from app.web.start import StartCheck
from app.web.stopping import on_stop_signal
from app.web.tracing import Traces
from app.web.uploads import body_limits


@asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    database: Database = application.state.database
    hub: Hub = application.state.hub
    garbage.settle()
    # The server waits for open answers before it ends the lifespan: streams must not wait for that.
    tracing.start(_settings(application), "api")
    follow_pool(database)
    await _learn_time_zones(database)
    publishing = asyncio.create_task(Publisher(_settings(application).redis_url, "api").run())
    async with hub.running():
        with on_stop_signal(hub.stop):
            yield
    publishing.cancel()
    await asyncio.gather(publishing, return_exceptions=True)
    exposition: Exposition = application.state.exposition
    await exposition.close()
    limiter: RateLimiter = application.state.limiter
    await limiter.close()
    await http.aclose()
    await close_all()
    await database.close()
    access: AccessLog = application.state.access
    access.flush()
    tracing.stop()


def _settings(application: FastAPI) -> Settings:
    found: Settings = application.state.settings
    return found


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
    application.state.readiness = Readiness(database, settings)
    application.state.limiter = RateLimiter(settings)
    authenticator = Authenticator(
        AccessTokens(settings),
        partial(app.wiring.load_principal, database),
        partial(app.wiring.load_token_principal, database),
    )
    application.state.authenticator = authenticator
    application.state.exposition = Exposition(database, settings)
    application.state.metrics = application.state.exposition.text
    application.state.hub = Hub(database, settings, authenticator.reload, manifest.event_access())


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Build the API; raises UndeclaredPolicyError where an operation hides who may call it."""
    settings = settings or get_settings()
    configure_logging(settings)
    load_tasks()
    application = FastAPI(
        title="Hostwright",
        version=version(),
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    application.state.access = AccessLog()
    configure_state(application, settings, database or Database(settings, Work.REQUEST))
    application.router.routes.extend([endpoint.route(application), *ROUTES])
    problems.install(application)
    application.add_middleware(LostRaces)
    application.add_middleware(BodyLimit, limits=body_limits(application))
    application.add_middleware(ReadShortcut, routes=read_routes(application))
    application.add_middleware(HeadRequests)
    application.add_middleware(RateLimits)
    application.add_middleware(Guard, settings=settings)
    if settings.bearer_origins:
        application.add_middleware(CORSMiddleware, **cors.rules(settings.bearer_origins))
    if settings.otel_exporter_otlp_endpoint:
        application.add_middleware(Traces)
    application.add_middleware(MetricsEndpoint, settings=settings)
    application.add_middleware(RequestContext, access=application.state.access)
    application.add_middleware(StartCheck, refusal=partial(refusal, production=settings.production))
    application.add_middleware(ClientAddress, trusted=settings.trusted_networks)
    operations(application)
    sockets(application)
    application.openapi = partial(complete, application, manifest.tags())  # type: ignore[method-assign] # FastAPI asks for it this way
    return application
