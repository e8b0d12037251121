"""Requests whose transaction lost a deadlock or a serialisation race are run again, unseen.

Only where running again is as if it had never run: the one unit of work of the request was rolled
back, nothing else was committed, no answer has begun, and the body is small enough to be kept.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.dao.races import again_after_races

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEPT_BYTES = 1024 * 1024
_COMMITS = "hostwright.commits"


def commits_apart(scope: Scope) -> None:
    """Note that a request writes outside its one unit of work: it is never run twice."""
    if _COMMITS in scope:
        scope[_COMMITS].append(True)


class LostRaces:
    """Runs a changing request again, a few times, where only a race was lost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the error of the last race goes up."""
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self.app(scope, receive, send)
            return
        body, commits, begun = _Body(receive), list[bool](), list[bool]()

        async def tell(message: Message) -> None:
            begun.append(True)
            await send(message)

        # One and the same scope: what is inside leaves notes in it for what is around.
        fresh = {**scope, _COMMITS: commits}

        async def attempt() -> None:
            scope.clear()
            scope.update(fresh)
            await self.app(scope, body.from_the_start(), tell)

        await again_after_races(attempt, lambda: body.whole and not commits and not begun)


class _Body:
    """What a client sent so far, to be read again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Message] = []
        self._size = 0

    @property
    def whole(self) -> bool:
        """Whether everything that was read is kept."""
        return self._size <= _KEPT_BYTES

    def from_the_start(self) -> Receive:
        """Return a receiver that gives the kept messages first."""
        told = list(self._kept)

        async def receive() -> Message:
            if told:
                return told.pop(0)
            message = await self._receive()
            self._size += len(message.get("body", b""))
            if message["type"] == "http.request" and self.whole:
                self._kept.append(message)
            return message

        return receive
