"""Routes served as their routers made them, and what all of them have in common."""

from collections.abc import Iterator

from fastapi._body_limit import wrap_app_with_body_limit
from fastapi.routing import APIRoute, APIRouter, APIWebSocketRoute, request_response
from starlette.routing import BaseRoute

from app.web.deprecation import announced
from app.web.idempotency import Rules, keyed
from app.web.router import PREFIX
from app.web.versions import tagged


def served(router: APIRouter, rules: Rules) -> Iterator[BaseRoute]:
    """Yield a router's own routes; raises TypeError for one of an included or of another router.

    FastAPI's `include_router` builds every route once more for each router around it: signatures,
    models and validators, half of the time that making the application takes.
    """
    for route in router.routes:
        own = isinstance(route, APIRoute | APIWebSocketRoute) and route.path.startswith(PREFIX)
        if not own:
            message = f"{route!r} is no route of a `Router` itself: extend `routes`, include none"
            raise TypeError(message)
        if isinstance(route, APIRoute):
            complete(route, rules)
        yield route


def complete(route: APIRoute, rules: Rules) -> None:
    """Give a route what the API's grammar wants of every one, by what it declares.

    Raises UndeclaredIdempotencyError for a POST that can keep no answer.
    """
    handler = keyed(route, tagged(route, route.get_route_handler()), rules)
    app = wrap_app_with_body_limit(request_response(handler), route.max_body_size)
    route.app = announced(route, app)
