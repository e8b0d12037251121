"""Periodic work: ticks that need no record, because the next one makes up for a lost one.

A tick runs in one unit of work (`periodic`), or in as many as it opens itself
(`periodic_detached`: rows one by one with `each`, or the network between two transactions). Its
queue is one where no mass work waits, since a tick not taken within its period expires.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from celery import shared_task
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.loop import runtime
from app.celery.queues import Queue
from app.core.context import Actor, ActorKind, acting
from app.core.transactions import between_transactions
from app.dao.locks import keep_waiting, try_lock
from app.dao.session import Database

TICK_SECONDS = 60.0

SessionTick = Callable[[AsyncSession], Awaitable[None]]
DetachedTick = Callable[[Database], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TickSpec:
    """A declared tick; `every` and `timeout` are in seconds."""

    every: float
    queue: Queue
    timeout: float
    run: Callable[[Database, AsyncSession], Awaitable[None]]


_ticks: dict[str, TickSpec] = {}


def periodic(
    name: str, *, every: float, queue: Queue = Queue.CONTROL, timeout: float = TICK_SECONDS
) -> Callable[[SessionTick], SessionTick]:
    """Declare a coroutine `f(session)` to run every `every` seconds, never twice at a time.

    It is one unit of work, rolled back as a whole where it fails or takes longer than `timeout`.
    """

    def declare(function: SessionTick) -> SessionTick:
        async def run(_database: Database, session: AsyncSession) -> None:
            await function(session)

        _declare(name, TickSpec(every, queue, timeout, run))
        return function

    return declare


def periodic_detached(
    name: str, *, every: float, queue: Queue = Queue.CONTROL, timeout: float = TICK_SECONDS
) -> Callable[[DetachedTick], DetachedTick]:
    """Declare a coroutine `f(database)` like `periodic`, which opens its own units of work.

    What it committed before a failure or the time-out stays.
    """

    def declare(function: DetachedTick) -> DetachedTick:
        async def run(database: Database, session: AsyncSession) -> None:
            await keep_waiting(session)
            with between_transactions():
                await function(database)

        _declare(name, TickSpec(every, queue, timeout, run))
        return function

    return declare


def _declare(name: str, spec: TickSpec) -> None:
    _ticks[name] = spec

    def run() -> None:
        process = runtime()
        process.start(run_tick(process.database, name))

    shared_task(name=name)(run)


async def run_tick(database: Database, name: str) -> None:
    """Run one tick; does nothing while another process runs the same one.

    Raises what the tick raises, TimeoutError where it takes too long.
    """
    spec = _ticks[name]
    with acting(Actor(ActorKind.SYSTEM), f"tick:{name}"), logger.contextualize(tick=name):
        async with asyncio.timeout(spec.timeout), database.unit_of_work() as session:
            if await try_lock(session, name):
                await spec.run(database, session)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return every declared tick in Celery's form; a tick not taken within its period expires."""
    return {
        name: {
            "task": name,
            "schedule": spec.every,
            "options": {"queue": spec.queue.value, "expires": max(spec.every, 1)},
        }
        for name, spec in _ticks.items()
    }
