"""Writes the events of a subscription to its reader, from the hub's own task where possible.

To wake a task for each of 2 000 readers costs more than to write a few bytes to each. So a delivery
begins every write itself: where the server's buffer has room, the write ends in its first step and
no task is switched to. Only what has to wait (a full buffer, the past) is left to the reader's
task, and events that arrive meanwhile wait in the bounded mailbox.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Sequence
from contextlib import suppress
from typing import Any

from app.realtime.message import EventMessage
from app.realtime.subscription import Replay, Subscription

CLOSE_SECONDS = 5.0
"""How long a write may last after its subscription has ended; the reader takes nothing any more."""

_BATCH = 64
"""Frames in one write: what a slow reader holds in memory beside the server's buffer."""

Send = Callable[[Sequence[bytes]], Coroutine[Any, Any, None]]
"""Writes frames to the reader; none at all: a sign of life."""

Past = Callable[[Replay], AsyncIterator[list[bytes]]]


class _Rest:
    """What is left of a coroutine that was begun outside of any task, to be awaited in one."""

    def __init__(self, begun: Coroutine[Any, Any, None], waits_for: object) -> None:
        self._begun, self._waits_for = begun, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        with suppress(StopIteration):
            while True:
                try:
                    answer = yield self._waits_for
                except BaseException as error:  # noqa: BLE001  a cancellation is the coroutine's
                    self._waits_for = self._begun.throw(error)
                else:
                    self._waits_for = self._begun.send(answer)


class Delivery:
    """One reader's writes, in order; `run` is the reader's task, `flush` may be called by any."""

    def __init__(
        self, one: Subscription, frame: Callable[[EventMessage], bytes], past: Past, send: Send
    ) -> None:
        self._one, self._frame, self._past, self._send = one, frame, past, send
        self._busy = False
        self._rest: _Rest | None = None
        self._failure: Exception | None = None

    def flush(self) -> None:
        """Begin to write what waits; what cannot be ended now is left to the reader's task."""
        while not self._busy and self._failure is None and (items := self._one.take(_BATCH)):
            self._begin([one if isinstance(one, bytes) else self._frame(one) for one in items])

    def _begin(self, frames: Sequence[bytes]) -> None:
        writing = self._send(frames)
        try:
            waits_for = writing.send(None)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001  the reader's own task raises it
            self._failure = error
        else:
            self._busy, self._rest = True, _Rest(writing, waits_for)
        self._one.wake()

    async def run(self, idle_seconds: float) -> None:
        """Write until the subscription ends; after each silent while give a sign of life.

        Raises what `send` raises, and TimeoutError where the last write does not end.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(None) as limit:
            self._one.connect(self.flush, lambda: limit.reschedule(loop.time() + CLOSE_SECONDS))
            try:
                while await self.catch_up():
                    if not await self._one.changed(idle_seconds):
                        await self._alone(self._send(()))
            finally:
                self._one.disconnect()

    async def catch_up(self) -> bool:
        """Write all that waits; False once the subscription has ended."""
        while self._rest is not None or self._one.ended is None:
            if self._rest is not None:
                await self._alone(self._rest)
                self._rest = None
            elif (replay := self._one.take_replay()) is not None:
                await self._alone(self._replayed(replay))
            self.flush()
            if self._failure is not None:
                raise self._failure
            if self._rest is None and not self._one.readable:
                return self._one.ended is None
        return False

    async def _alone(self, writing: Awaitable[None]) -> None:
        self._busy = True
        try:
            await writing
        finally:
            self._busy = False

    async def _replayed(self, replay: Replay) -> None:
        async for frames in self._past(replay):
            await self._send(frames)
