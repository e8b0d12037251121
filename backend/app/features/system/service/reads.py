"""Putting together what staff see of the installation."""

import platform
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import redis.asyncio as aioredis

from app.celery.queues import Queue
from app.celery.schedule import beat_schedule
from app.core import clock, json
from app.core.metrics import outcomes, processes
from app.core.settings import Settings
from app.dao.revisions import applied_revision, head_revision
from app.dao.session import Reads
from app.features.system.dao import reads as dao
from app.features.system.schemas import (
    CertificateRead,
    DatabaseRead,
    DiskRead,
    LicencesRead,
    OutsideRead,
    PeriodicRead,
    ProcessRead,
    QueueRead,
    SystemRead,
    Versions,
    WorkRead,
)
from app.features.system.service.exposition import read_snapshot

_LICENCES = Path(__file__).parents[1] / "licences.json"
_LATE = timedelta(seconds=60)
_OF_QUEUES = {
    "waiting": "hostwright_queue_jobs",
    "running": "hostwright_queue_running",
    "scheduled": "hostwright_queue_scheduled",
    "oldest_seconds": "hostwright_queue_oldest_seconds",
}


async def read_system(reads: Reads, settings: Settings, version: str) -> SystemRead:
    """Return the installation at one glance; raises what Redis and the database raise."""
    found = await dao.overview(reads)
    async with aioredis.from_url(settings.redis_url) as client:
        server = await client.info("server")
        living = await processes(client)
        last = await outcomes(client)
    facts = found["facts"]
    return SystemRead(
        versions=Versions(
            api=version,
            python=platform.python_version(),
            postgresql=found["postgresql"],
            redis=server["redis_version"],
            schema_revision=await applied_revision(reads),
            schema_head=head_revision(),
        ),
        processes=sorted(map(_process, living), key=lambda one: (one.role, one.host, one.pid)),
        certificate=CertificateRead(**facts["certificate"]) if "certificate" in facts else None,
        disk=DiskRead(**facts["disk"]) if "disk" in facts else None,
        outside=_outside(last),
        dead_letters=found["dead_letters"],
    )


def _process(told: dict[str, Any]) -> ProcessRead:
    since = datetime.fromtimestamp(told["since"], UTC)
    return ProcessRead(**told | {"since": since})


def _outside(last: dict[tuple[str, ...], float]) -> list[OutsideRead]:
    def moment(about: tuple[str, str], outcome: str) -> datetime | None:
        at = last.get((*about, outcome))
        return None if at is None else datetime.fromtimestamp(at, UTC)

    known = sorted({(kind, name) for kind, name, _ in last})
    return [
        OutsideRead(
            kind=about[0],
            name=about[1],
            succeeded_at=moment(about, "done"),
            failed_at=moment(about, "failed"),
        )
        for about in known
    ]


async def read_work(reads: Reads, settings: Settings) -> WorkRead:
    """Return queues with who serves them, and periodic tasks with their last run."""
    figures = {(one.name, one.labels.get("queue")): one.value for one in await read_snapshot(reads)}
    async with aioredis.from_url(settings.redis_url) as client:
        served = [queue for one in await processes(client) for queue in one["queues"]]
    queues = [
        QueueRead(
            name=queue.value,
            workers=served.count(queue.value),
            **{field: figures[name, queue.value] for field, name in _OF_QUEUES.items()},
        )
        for queue in Queue
    ]
    runs = await dao.periodic_runs(reads)
    return WorkRead(
        queues=queues,
        periodic=[
            _periodic(name, tick, runs.get(name)) for name, tick in sorted(beat_schedule().items())
        ],
    )


def _periodic(name: str, tick: dict[str, Any], run: dict[str, Any] | None) -> PeriodicRead:
    every: float = tick["schedule"]
    began = datetime.fromisoformat(run["started_at"]) if run else None
    following = began + timedelta(seconds=every) if began else None
    never: dict[str, Any] = dict.fromkeys(
        ("started_at", "finished_at", "duration_seconds", "succeeded_at", "error")
    )
    return PeriodicRead(
        name=name,
        queue=tick["options"]["queue"],
        every_seconds=every,
        next_at=following,
        late=following is not None and following + _LATE < clock.now(),
        **(run or never),
    )


async def read_database(reads: Reads) -> DatabaseRead:
    """Return the database's size, its largest tables and what took the most time."""
    found = await dao.database_size(reads)
    return DatabaseRead(**found, statements=await dao.slow_statements(reads))


@cache
def read_licences() -> LicencesRead:
    """Return every library with its licence, as written down when the locks were made."""
    return LicencesRead(items=json.loads(_LICENCES.read_bytes()))
