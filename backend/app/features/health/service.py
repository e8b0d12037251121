"""What this process can serve, found out by asking what it depends on."""

import asyncio
from collections.abc import Awaitable
from time import monotonic
from typing import TypeVar

from loguru import logger

from app.core import json
from app.core.settings import Settings
from app.dao.revisions import applied_revision, head_revision, known_revisions
from app.dao.session import Reads
from app.features.health.dao import OVERDUE
from app.features.health.providers.broker import BrokerReport, ask_broker
from app.features.health.schemas import (
    CheckWord,
    HealthCheck,
    HealthChecks,
    HealthState,
    ReadinessRead,
)

PROBE_SECONDS = 1.5
KEEP_SECONDS = 1.0
LATE_SECONDS = 60.0
_SERVING = frozenset({CheckWord.OK, CheckWord.AHEAD})

Answer = TypeVar("Answer")


class Readiness:
    """One process's readiness, asked for at most once in `KEEP_SECONDS` however many wait."""

    def __init__(self, reads: Reads, settings: Settings) -> None:
        self._reads, self._settings = reads, settings
        self._asking = asyncio.Lock()
        self._report: ReadinessRead | None = None
        self._asked = 0.0

    async def read(self) -> ReadinessRead:
        """Return it with a word on each dependency, after twice `PROBE_SECONDS` at the latest."""
        async with self._asking:
            if self._report is None or monotonic() - self._asked >= KEEP_SECONDS:
                self._keep(await self._ask())
                self._asked = monotonic()
            assert self._report is not None  # noqa: S101  kept above
            return self._report

    def _keep(self, report: ReadinessRead) -> None:
        before, self._report = self._report, report
        if report.status is not (before.status if before else HealthState.READY):
            words = {
                name: check["word"]
                for name, check in report.model_dump(mode="json")["checks"].items()
            }
            logger.warning("this process is {}: {}", report.status, words)

    async def _ask(self) -> ReadinessRead:
        (revision, overdue), broker = await asyncio.gather(
            self._ask_database(), _answer(ask_broker(self._settings, PROBE_SECONDS))
        )
        checks = HealthChecks(
            database=_reached(revision),
            migrations=await _migrations(revision),
            broker=_reached(broker),
            queues=_lag(overdue),
            scheduler=_scheduler(broker),
        )
        return ReadinessRead(status=_state(checks), checks=checks)

    async def _ask_database(self) -> tuple[str | None, float | None]:
        """Return its revision and how long the longest overdue job waits, None where unknown."""
        revision = await _answer(applied_revision(self._reads))
        return revision, await _answer(self._overdue()) if revision else None

    async def _overdue(self) -> float:
        return float(json.loads(await OVERDUE.fetch_one(self._reads))["seconds"])


async def _answer(asked: Awaitable[Answer]) -> Answer | None:
    """Return the answer, None where there is none in time: why is nobody's business out there."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await asked
    except Exception as error:  # noqa: BLE001  whatever it was, it is not there
        logger.debug("a dependency does not answer: {!r}", error)
        return None


def _reached(answer: object | None) -> HealthCheck:
    return HealthCheck(word=CheckWord.UNREACHABLE if answer is None else CheckWord.OK)


async def _migrations(revision: str | None) -> HealthCheck:
    if revision is None:
        return HealthCheck(word=CheckWord.UNKNOWN)
    if revision == await asyncio.to_thread(head_revision):
        return HealthCheck(word=CheckWord.OK)
    known = not revision or revision in await asyncio.to_thread(known_revisions)
    return HealthCheck(word=CheckWord.BEHIND if known else CheckWord.AHEAD)


def _lag(seconds: float | None) -> HealthCheck:
    if seconds is None:
        return HealthCheck(word=CheckWord.UNKNOWN)
    word = CheckWord.LATE if seconds > LATE_SECONDS else CheckWord.OK
    return HealthCheck(word=word, lag_seconds=round(seconds))


def _scheduler(broker: BrokerReport | None) -> HealthCheck:
    if broker is not None and broker.scheduler_lag is None:
        return HealthCheck(word=CheckWord.STOPPED)
    return _lag(broker.scheduler_lag if broker else None)


def _state(checks: HealthChecks) -> HealthState:
    needed = (checks.database, checks.migrations)
    if any(one.word not in _SERVING for one in needed):
        return HealthState.UNREADY
    late = (checks.broker, checks.queues, checks.scheduler)
    return HealthState.READY if all(one.word in _SERVING for one in late) else HealthState.DEGRADED
