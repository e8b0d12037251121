"""What each operation demands of its caller, read from the signatures themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts
from starlette.routing import WebSocketRoute

from app.auth.dependencies import Policy, open_to_all
from app.web.sockets import SocketPolicy


class UndeclaredPolicyError(RuntimeError):
    """An operation says nowhere who may call it; the application must not start."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API and its policy; None where everybody may call it."""

    operation_id: str
    method: str
    path: str
    policy: Policy | None


@dataclass(frozen=True, slots=True)
class Socket:
    """One WebSocket of the API and what it asks."""

    path: str
    policy: SocketPolicy


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def operations(app: FastAPI) -> list[Operation]:
    """List every operation with its policy; raises UndeclaredPolicyError for one without."""
    found = []
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute) or not route.include_in_schema:
            continue
        calls = list(_calls(route.dependant))
        policies = [call for call in calls if isinstance(call, Policy)]
        if not policies and open_to_all not in calls:
            message = f"{sorted(route.methods or ())} {route.path_format} declares no policy"
            raise UndeclaredPolicyError(message)
        policy = policies[0] if policies else None
        found += [
            Operation(route.operation_id or "", method, route.path_format or "", policy)
            for method in sorted(route.methods or ())
        ]
    return found


def sockets(app: FastAPI) -> list[Socket]:
    """List every WebSocket with its policy; raises UndeclaredPolicyError for one without.

    A socket that FastAPI did not make has no signature to read, and so is refused too.
    """
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, WebSocketRoute):
            continue
        path = context.path_format or route.path
        calls = _calls(context.dependant) if isinstance(route, APIWebSocketRoute) else ()
        policies = [call for call in calls if isinstance(call, SocketPolicy)]
        if not policies:
            message = f"the socket {path} declares no policy"
            raise UndeclaredPolicyError(message)
        found.append(Socket(path, policies[0]))
    return found
