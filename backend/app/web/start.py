"""A start of the API that is refused, said in one line instead of a traceback."""

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from app.dao.session import Database

Refusal = Callable[[Database], Awaitable[str | None]]


class StartCheck:
    """Asks before the lifespan begins; where a line comes back, the server logs it and exits."""

    def __init__(self, app: ASGIApp, refusal: Refusal) -> None:
        self.app = app
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, but for a start that is refused."""
        line = None
        if scope["type"] == "lifespan":
            line = await self._refusal(scope["app"].state.database)
        if line is None:
            await self.app(scope, receive, send)
            return
        await receive()
        await send({"type": "lifespan.startup.failed", "message": line})
