"""Periodic work: ticks that need no record, because the next one makes up for a lost one.

A tick runs in one unit of work (`periodic`), or in as many as it opens itself
(`periodic_detached`: rows one by one with `each`, or the network between two transactions). Its
queue is one where no mass work waits, since a tick not taken within its period expires.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from celery import shared_task
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import HoldDAO
from app.celery.dao.ticks import note_run
from app.celery.loop import runtime
from app.celery.queues import Queue
from app.core.context import Actor, ActorKind, acting
from app.core.metrics import Counter, Histogram
from app.core.transactions import between_transactions
from app.dao.locks import keep_waiting, try_lock
from app.dao.session import Database

TICK_SECONDS = 60.0
TICKS = Counter("hostwright_periodic_runs_total", "Runs of periodic tasks.", "task", "outcome")
TICK_SECONDS_TAKEN = Histogram(
    "hostwright_periodic_run_seconds", "How long runs of periodic tasks took.", "task"
)

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
    """Run one tick; does nothing while another process runs the same one, or work is held.

    Raises what the tick raises, TimeoutError where it takes too long.
    """
    spec = _ticks[name]
    with acting(Actor(ActorKind.SYSTEM), f"tick:{name}"), logger.contextualize(task=name):
        began, ran = perf_counter(), False
        try:
            async with asyncio.timeout(spec.timeout), database.unit_of_work() as session:
                if await try_lock(session, name) and not await HoldDAO(session).is_held():
                    ran = True
                    await spec.run(database, session)
        except Exception as error:
            await _note(database, name, perf_counter() - began, error)
            raise
        if ran:
            await _note(database, name, perf_counter() - began)


async def _note(
    database: Database, name: str, seconds: float, error: Exception | None = None
) -> None:
    """Keep how a run went; that this cannot be written fails nothing."""
    spec = _ticks[name]
    TICKS.add(name, "failed" if error else "done")
    TICK_SECONDS_TAKEN.observe(seconds, name)
    told = f"{type(error).__name__}: {error}" if error else None
    try:
        await note_run(database, name, spec.queue.value, spec.every, seconds, told)
    except Exception as trouble:  # noqa: BLE001  the database may be away
        logger.warning("the run of {} is noted nowhere: {!r}", name, trouble)


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
