"""Routes put under a prefix without being built again."""

from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute, compile_path


def placed(route: BaseRoute, prefix: str) -> BaseRoute:
    """Move a route below a prefix; raises TypeError for one whose router was included.

    FastAPI's `include_router` builds every route once more for each router around it: signatures,
    models and validators, half of the time that making the application takes.
    """
    if not isinstance(route, APIRoute | APIWebSocketRoute):
        message = f"{route!r} is no route of its own: extend `routes` instead of including a router"
        raise TypeError(message)
    route.path = prefix + route.path
    route.path_regex, route.path_format, route.param_convertors = compile_path(route.path)
    return route
