"""Jobs run as badly as the bus allows: handlers late, twice, and in the wrong order."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from app.celery.dao import JobDAO
from app.celery.job import Job
from app.celery.task import run_job
from app.dao.session import Database
from app.events import bus
from app.events.models import EventRow
from app.events.outbox import HANDLE
from app.events.tasks import handle

TWICE, SWAPPED, NOTHING = "everything twice", "everything swapped", "nothing"
_IDS = frozenset({"order_id", "subscription_id", "service_id", "invoice_id"})
# What they do is seen by nobody below: one order for all handlers of such a feature is enough.
_TOGETHER = frozenset({"notifications", "monitoring"})
_ROUNDS = 300


def disturbances() -> list[str]:
    """Return every way of delivering: each handler of an order's events late, and all at once."""
    about_orders = [
        _group(one.name)
        for one in bus._subscriptions.values()
        if _IDS & one.kind.model_fields.keys()
    ]
    return [NOTHING, TWICE, SWAPPED, *sorted(set(about_orders))]


def _group(handler: str) -> str:
    feature = handler.partition(".")[0]
    return feature if feature in _TOGETHER else handler


@dataclass
class Deliveries:
    """Runs the jobs of a company; `disturbed` says what is done to the handlers of which order."""

    database: Database
    disturbed: dict[UUID, str] = field(default_factory=dict)
    _held: dict[int, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[UUID] = field(default_factory=set)
    phase: int = 0

    async def drain(self) -> None:
        """Run what is due; what is to be late is held back, and everything else disturbed."""
        for _ in range(_ROUNDS):
            due = [one for one in await self._due() if one not in self._seen]
            if not due:
                return
            swapped: list[UUID] = []
            for job_id in due:
                await self._deliver(job_id, swapped)
            for job_id in reversed(swapped):
                await run_job(self.database, job_id)
        raise AssertionError

    async def deliver_late(self, phase: int) -> None:
        """Run what was held back in a phase, the newest first, and what follows from it."""
        for job_id in reversed(self._held.pop(phase, [])):
            await run_job(self.database, job_id)
        await self.drain()

    async def _deliver(self, job_id: UUID, swapped: list[UUID]) -> None:
        handler, event_id, how = await self._disturbance(job_id)
        if how == _group(handler):
            self._seen.add(job_id)
            self._held[self.phase].append(job_id)
        elif how == SWAPPED:
            swapped.append(job_id)
        else:
            await run_job(self.database, job_id)
            if how == TWICE:
                async with self.database.unit_of_work() as session:
                    await handle(session, event_id=event_id, handler=handler)

    async def _due(self) -> list[UUID]:
        async with self.database.unit_of_work() as session:
            return [one.job_id for one in await JobDAO(session).due()]

    async def _disturbance(self, job_id: UUID) -> tuple[str, UUID, str]:
        """Return handler, event and what is to be done; nothing for a job that is no handler's."""
        async with self.database.unit_of_work() as session:
            job = await session.get_one(Job, job_id)
            if job.task != HANDLE:
                return "", job_id, NOTHING
            event_id = UUID(job.payload["event_id"])
            payload = await session.scalar(
                select(col(EventRow.payload)).where(col(EventRow.id) == event_id)
            )
        return job.payload["handler"], event_id, self._of(payload or {})

    def _of(self, payload: dict[str, Any]) -> str:
        for name in _IDS & payload.keys():
            if payload[name] and (found := self.disturbed.get(UUID(payload[name]))):
                return found
        return NOTHING
