"""Operations that are going to end say so beforehand.

Declared on the route: `dependencies=[deprecated(since=…, sunset=…, instead=…)]`. Every answer of it
then carries `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the `Link` to what replaces it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SUNSET = "x-sunset"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation should not be used, when it ends, and what to use instead."""

    since: date
    sunset: date
    instead: str

    async def __call__(self) -> None:
        """Let the request through: it is a declaration."""

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return what every answer says."""
        return [
            (b"deprecation", f"@{int(_midnight(self.since).timestamp())}".encode()),
            (b"sunset", format_datetime(_midnight(self.sunset), usegmt=True).encode()),
            (b"link", f'<{self.instead}>; rel="successor-version"'.encode()),
        ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def deprecated(*, since: date, sunset: date, instead: str) -> Any:  # noqa: ANN401  as fastapi.Depends itself
    """Declare that an operation ends; `instead` is the path of the one to use."""
    return Depends(Deprecation(since, sunset, instead))


def deprecation_of(route: APIRoute) -> Deprecation | None:
    """Return what a route declares."""
    declared = (one.dependency for one in route.dependencies)
    return next((one for one in declared if isinstance(one, Deprecation)), None)


def announced(route: APIRoute, app: ASGIApp) -> ASGIApp:
    """Return the route's program, saying with every answer that it ends where it does."""
    deprecation = deprecation_of(route)
    if deprecation is None:
        return app
    route.deprecated = True
    route.openapi_extra = {**(route.openapi_extra or {}), SUNSET: deprecation.sunset.isoformat()}
    headers = deprecation.headers()

    async def announce(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers]
            await send(message)

        await app(scope, receive, tell)

    return announce
