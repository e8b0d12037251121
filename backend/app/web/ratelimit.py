"""Rate limits around every request; what is left is said in its answer."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.auth.ratelimit import RateLimiter, RouteClass, quota_of
from app.core.errors import TooManyRequestsError
from app.web import problems
from app.web.client import STARTS, client_ip
from app.web.health import HEALTH

_AUTH = ("/api/v1/auth/", "/api/v1/public/invitations/")
# Each load of a panel renews its token here, with nothing to guess: the endpoint counts guesses.
_TOKEN = "/api/v1/auth/token"  # noqa: S105  a path
_SIGNED_BY_THEIR_SENDER = "/api/v1/webhooks/"
_HARMLESS = ("GET", "HEAD", "OPTIONS")


def route_class(method: str, path: str) -> RouteClass:
    """Return what kind of request this is."""
    if path.startswith(_AUTH) and path != _TOKEN:
        return RouteClass.AUTH
    if method in _HARMLESS or path.startswith(_SIGNED_BY_THEIR_SENDER):
        return RouteClass.READ
    return RouteClass.WRITE


async def count_guess(request: Request) -> None:
    """Count a request as a guess of its address where the path does not tell.

    Raises TooManyRequestsError; the answer tells of this quota.
    """
    limiter: RateLimiter = request.app.state.limiter
    await limiter.address(request.scope, RouteClass.AUTH, client_ip(request.scope))  # type: ignore[arg-type] # a dictionary in practice


class RateLimits:
    """Counts a request against its address; the endpoint's policy counts it against its caller."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] not in ("http", "websocket") or scope["path"].startswith(HEALTH):
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] in STARTS and (quota := quota_of(scope)):  # type: ignore[arg-type] # a dictionary in practice
                message["headers"] = [*message.get("headers", []), *quota.headers()]
            await send(message)

        kind = route_class(scope.get("method", "GET"), scope["path"])
        try:
            limiter: RateLimiter = scope["app"].state.limiter
            await limiter.address(scope, kind, client_ip(scope))  # type: ignore[arg-type] # the same
        except TooManyRequestsError as error:
            await problems.from_app_error(error)(scope, receive, answer)
            return
        await self.app(scope, receive, answer)
