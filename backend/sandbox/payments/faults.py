"""Misbehaviour on demand: late, lost, doubled and shuffled answers."""

import asyncio
import re
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.payments.orders import FaultOrder

FAULTY = re.compile(r"/v1/[a-z]")


@dataclass(slots=True)
class Faults:
    """What goes wrong now; kept in memory, so a restart heals everything."""

    delay_ms: int = 0
    drop_answer: int = 0
    duplicate: int = 0
    shuffle: bool = False
    _shuffled: int = 0

    def order(self, wanted: FaultOrder) -> None:
        """Take over the misbehaviour asked for."""
        self.delay_ms, self.drop_answer = wanted.delay_ms, wanted.drop_answer
        self.duplicate, self.shuffle = wanted.duplicate, wanted.shuffle

    def shown(self) -> dict[str, object]:
        """Return the JSON of the current misbehaviour."""
        return {
            "delay_ms": self.delay_ms,
            "drop_answer": self.drop_answer,
            "duplicate": self.duplicate,
            "shuffle": self.shuffle,
        }

    def hold(self, seconds: float) -> float:
        """Return how long the next delivery waits: shuffled, every other one is overtaken."""
        if not self.shuffle:
            return 0.0
        self._shuffled += 1
        return seconds if self._shuffled % 2 else 0.0

    def loses(self, method: str) -> bool:
        """Tell whether the answer to this request is lost, and count it."""
        if method != "POST" or self.drop_answer == 0:
            return False
        self.drop_answer -= 1
        return True


class FaultyAnswers:
    """ASGI middleware: the work of /v1 is done first, then its answer is delayed or lost."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        """Wrap `app`; control paths such as /v1/_faults are never touched."""
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not FAULTY.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        await asyncio.sleep(self._faults.delay_ms / 1000)
        if self._faults.loses(scope["method"]):
            await _hang_up(send)
            return
        for message in answer:
            await send(message)


async def _hang_up(send: Send) -> None:
    """Promise a body and never send it: the server closes the connection, the client errs."""
    headers = [(b"content-length", b"1"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 502, "headers": headers})
