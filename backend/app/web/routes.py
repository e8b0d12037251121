"""Routes put under a prefix without being built again, and what all of them have in common."""

from fastapi._body_limit import wrap_app_with_body_limit
from fastapi.routing import APIRoute, APIWebSocketRoute, request_response
from starlette.routing import BaseRoute, compile_path

from app.web.deprecation import announced
from app.web.idempotency import Rules, keyed
from app.web.versions import tagged


def placed(route: BaseRoute, prefix: str, rules: Rules) -> BaseRoute:
    """Move a route below a prefix; raises TypeError for one whose router was included.

    FastAPI's `include_router` builds every route once more for each router around it: signatures,
    models and validators, half of the time that making the application takes.
    """
    if not isinstance(route, APIRoute | APIWebSocketRoute):
        message = f"{route!r} is no route of its own: extend `routes` instead of including a router"
        raise TypeError(message)
    route.path = prefix + route.path
    route.path_regex, route.path_format, route.param_convertors = compile_path(route.path)
    if isinstance(route, APIRoute):
        complete(route, rules)
    return route


def complete(route: APIRoute, rules: Rules) -> None:
    """Give a route what the API's grammar wants of every one, by what it declares.

    Raises UndeclaredIdempotencyError for a POST that can keep no answer.
    """
    handler = keyed(route, tagged(route, route.get_route_handler()), rules)
    app = wrap_app_with_body_limit(request_response(handler), route.max_body_size)
    route.app = announced(route, app)
