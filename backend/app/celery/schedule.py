"""Periodic work: ticks that need no record, because the next one makes up for a lost one."""

from collections.abc import Awaitable, Callable
from typing import Any

from celery import shared_task
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import WORKER_DIED, JobDAO
from app.celery.dispatch import send_messages
from app.celery.loop import runtime
from app.celery.queues import Queue
from app.celery.task import dead_lettered
from app.core.context import Actor, ActorKind, acting
from app.dao.locks import try_lock
from app.dao.session import Database

Tick = Callable[[AsyncSession], Awaitable[None]]
_ticks: dict[str, tuple[Tick, float, Queue]] = {}
_SWEEP_SECONDS = 5


def periodic(name: str, *, every: float, queue: Queue) -> Callable[[Tick], Tick]:
    """Declare a coroutine `f(session)` to run every `every` seconds, never twice at a time."""

    def declare(function: Tick) -> Tick:
        _ticks[name] = (function, every, queue)

        def run() -> None:
            process = runtime()
            process.run(run_tick(process.database, name))

        shared_task(name=name)(run)
        return function

    return declare


async def run_tick(database: Database, name: str) -> None:
    """Run one tick in a unit of work; does nothing while another process runs the same one."""
    function, _, _ = _ticks[name]
    with acting(Actor(ActorKind.SYSTEM), f"tick:{name}"), logger.contextualize(tick=name):
        async with database.unit_of_work() as session:
            if await try_lock(session, name):
                await function(session)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return every declared tick in Celery's form; a tick not taken within its period expires."""
    return {
        name: {
            "task": name,
            "schedule": every,
            "options": {"queue": queue.value, "expires": max(every, 1)},
        }
        for name, (_, every, queue) in _ticks.items()
    }


@periodic("jobs.sweep", every=_SWEEP_SECONDS, queue=Queue.DEFAULT)
async def sweep(session: AsyncSession) -> None:
    """Send again what the broker lost or a dead worker held; say what nobody can try again."""
    jobs = JobDAO(session)
    for lost in await jobs.dead_letter():
        await dead_lettered(session, lost.job_id, lost.task, WORKER_DIED)
    send_messages(await jobs.sweep())
