"""A span for each request, caused by the caller's `traceparent` where it sends one."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import context, tracing
from app.web.access import route_of
from app.web.client import STARTS

_SERVER_ERROR = 500


class Traces:
    """Put around everything only where the settings ask for traces."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request inside its span."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        method: str = scope.get("method", "SOCKET")
        status, here = 0, ""

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] in STARTS:
                status = message.get("status", 101)
                # A browser begins traces of its own once it knows that they are recorded.
                told = (b"traceresponse", here.encode())
                message["headers"] = [*message.get("headers", []), told]
            await send(message)

        with tracing.span(method, tracing.SERVER, _parent(scope)) as span:
            here = tracing.traceparent()
            span.note({"hostwright.request_id": context.current().request_id})
            try:
                await self.app(scope, receive, answer)
            finally:
                route = route_of(scope)
                span.name(f"{method} {route}")
                span.note(
                    {
                        "http.request.method": method,
                        "http.route": route,
                        "http.response.status_code": status,
                    }
                )
                if status >= _SERVER_ERROR:
                    span.failed(str(status))


def _parent(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"traceparent":
            given: str = value.decode("latin-1")
            return given
    return ""
