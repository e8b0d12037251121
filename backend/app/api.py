"""The API's routes: every feature's, found by its manifest."""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from app.manifest import routers
from app.web import realtime, sse
from app.web.routes import placed

PREFIX = "/api/v1"


def _routes() -> Iterator[BaseRoute]:
    for router in (sse.router, realtime.router, *routers()):
        for route in router.routes:
            yield placed(route, PREFIX)


ROUTES = list(_routes())
