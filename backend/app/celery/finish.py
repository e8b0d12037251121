"""Marking jobs done that wrote nothing: all that end meanwhile share one statement and commit."""

import asyncio
from collections.abc import Sequence

from app.celery.dao import LeasedJob, finish
from app.dao.session import Database

_Outcome = asyncio.Future[bool]


class GroupFinish:
    """Finishes jobs together: the first at once, the next ones when that commit is through."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[LeasedJob, _Outcome]] = []
        self._finishing: asyncio.Task[None] | None = None

    async def finish(self, job: LeasedJob) -> bool:
        """Mark a job done; False where its lease was lost. Raises what the database raises."""
        outcome: _Outcome = asyncio.get_running_loop().create_future()
        self._waiting.append((job, outcome))
        if self._finishing is None:
            self._finishing = asyncio.create_task(self._finish_waiting())
        return await outcome

    async def _finish_waiting(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._finish(group)
        finally:
            self._finishing = None

    async def _finish(self, group: Sequence[tuple[LeasedJob, _Outcome]]) -> None:
        try:
            done = await finish(self._database, [job for job, _ in group])
        except Exception as error:  # noqa: BLE001  each job records it as its own
            for _, outcome in group:
                if not outcome.done():
                    outcome.set_exception(error)
            return
        for job, outcome in group:
            if not outcome.done():
                outcome.set_result((job.id, job.lease) in done)
