"""`HEAD` wherever `GET` is: the same head, no body (RFC 9110, 9.3.2).

The request runs as a `GET`. What streams looks at `is_head` and begins nothing; a stream that does
not is ended at its first piece.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = "hostwright.head"


class _StreamEndedError(Exception):
    """Nobody reads the rest of this stream."""


def is_head(scope: Scope) -> bool:
    """Tell whether only the head of the answer is wanted."""
    return bool(scope.get(_HEAD))


class HeadRequests:
    """Answers HEAD by what answers GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def head(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["method"] = "HEAD"  # the server and the logs see what was asked
                await send(message)
            elif message.get("more_body"):
                await send({"type": "http.response.body", "body": b""})
                raise _StreamEndedError
            else:
                await send({"type": "http.response.body", "body": b""})

        scope["method"], scope[_HEAD] = "GET", True
        try:
            await self.app(scope, receive, head)
        except _StreamEndedError:
            return
        except ExceptionGroup as group:
            if group.split(_StreamEndedError)[1] is not None:
                raise
