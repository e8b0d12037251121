"""Taking, renewing and handing back leases, many in one statement.

They run on connections kept for the job machinery alone, so that a busy pool, or jobs that wait for
each other, never let a lease run out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core import json
from app.core.ids import new_id
from app.dao.session import Database

LEASE_SECONDS = 15

_NOT_HELD = "NOT EXISTS (SELECT FROM work_hold)"
"""See `celery.hold`: asked in the statement that takes jobs, so that none is taken after it."""

_TAKE = f"""
    leased AS (
        UPDATE job SET state = 'leased', lease = $2, attempts = attempts + 1,
            lease_until = now() + interval '{LEASE_SECONDS} seconds'
        FROM free WHERE job.id = free.id
        RETURNING job.id, task, queue, payload, attempts, max_attempts, request_id,
            trace
    )
    SELECT json_agg(leased)::text FROM leased
"""  # noqa: S608  constants of this module
_LEASE = f"""
    WITH free AS (
        SELECT id FROM job
        WHERE id = ANY($1::uuid[])
          AND (state = 'pending' OR (state = 'leased' AND lease_until < now()))
          AND {_NOT_HELD}
        ORDER BY id FOR UPDATE SKIP LOCKED
    ), {_TAKE}
"""  # noqa: S608  constants of this module
_PULL = f"""
    WITH free AS (
        SELECT id FROM job
        WHERE queue = $1 AND state = 'pending' AND dispatched_at IS NULL AND run_at <= now()
          AND {_NOT_HELD}
        ORDER BY run_at LIMIT $3 FOR UPDATE SKIP LOCKED
    ), {_TAKE}
"""  # noqa: S608  constants of this module
# Rows are locked in the order of their ids, so that two such statements never wait for each other.
_HELD = """
    WITH held AS (
        SELECT job.id, job.lease FROM job JOIN unnest($1::uuid[], $2::uuid[]) AS mine (id, lease)
            ON job.id = mine.id AND job.lease = mine.lease
        ORDER BY job.id FOR UPDATE OF job
    )
"""
_RENEW = f"""
    {_HELD}
    UPDATE job SET lease_until = now() + interval '{LEASE_SECONDS} seconds'
    FROM held WHERE job.id = held.id
"""  # noqa: S608  constants of this module
_HAND_BACK = f"""
    {_HELD}
    UPDATE job SET state = 'pending', lease = NULL, lease_until = NULL, dispatched_at = NULL,
        attempts = attempts - 1
    FROM held WHERE job.id = held.id
"""  # noqa: S608  constants of this module
_FINISH = f"""
    {_HELD}, done AS (
        UPDATE job SET state = 'done', lease = NULL, lease_until = NULL, error = NULL,
            finished_at = now()
        FROM held WHERE job.id = held.id RETURNING job.id, held.lease
    )
    SELECT json_agg(json_build_array(id, lease))::text FROM done
"""  # noqa: S608  constants of this module


@dataclass(frozen=True, slots=True)
class LeasedJob:
    """A job this process holds until its lease runs out."""

    id: UUID
    task: str
    queue: str
    payload: dict[str, Any]
    lease: UUID
    attempts: int
    max_attempts: int
    request_id: str
    trace: str | None = None


async def lease(database: Database, job_ids: Sequence[UUID]) -> list[LeasedJob]:
    """Take for `LEASE_SECONDS` what is free of these jobs: neither finished nor in other hands."""
    return await _take(database, _LEASE, list(set(job_ids)))


async def pull(database: Database, queue: str, limit: int) -> list[LeasedJob]:
    """Take so many due jobs of a queue that no message was sent for, the longest due first."""
    return await _take(database, _PULL, queue, limit)


async def _take(
    database: Database, statement: str, which: object, *limit: object
) -> list[LeasedJob]:
    token = new_id()
    found = await database.execute_now(statement, which, token, *limit)
    rows: list[dict[str, Any]] = json.loads(found) if found else []
    return [LeasedJob(**row | {"id": UUID(row["id"]), "lease": token}) for row in rows]


async def renew(database: Database, jobs: Sequence[LeasedJob]) -> None:
    """Keep the leases for another `LEASE_SECONDS`."""
    await database.execute_now(_RENEW, *_keys(jobs))


async def finish(database: Database, jobs: Sequence[LeasedJob]) -> set[tuple[UUID, UUID]]:
    """Mark the jobs done in one commit; return the ids and leases of those still held."""
    found = await database.execute_now(_FINISH, *_keys(jobs))
    pairs: list[list[str]] = json.loads(found) if found else []
    return {(UUID(job_id), UUID(lease)) for job_id, lease in pairs}


async def hand_back(database: Database, jobs: Sequence[LeasedJob]) -> None:
    """Let others do the jobs at once; the attempt that was not finished does not count."""
    await database.execute_now(_HAND_BACK, *_keys(jobs))


def _keys(jobs: Sequence[LeasedJob]) -> tuple[list[UUID], list[UUID]]:
    return [job.id for job in jobs], [job.lease for job in jobs]
