"""Noting the runs of ticks: one row each, whatever became of the run's own transaction."""

from app.core.ids import new_id
from app.dao.session import Database

_ERROR_LENGTH = 500
_NOTE = """
    INSERT INTO periodic_run (id, name, queue, every, started_at, finished_at, milliseconds, error,
                              succeeded_at)
    VALUES ($1, $2, $3, $4, now() - make_interval(secs => $5::float8), now(),
            $5::float8 * 1000, $6::text, CASE WHEN $6::text IS NULL THEN now() END)
    ON CONFLICT (name) DO UPDATE SET queue = excluded.queue, every = excluded.every,
        started_at = excluded.started_at, finished_at = excluded.finished_at,
        milliseconds = excluded.milliseconds, error = excluded.error,
        succeeded_at = coalesce(excluded.succeeded_at, periodic_run.succeeded_at)
    RETURNING name
"""


async def note_run(
    database: Database, name: str, queue: str, every: float, seconds: float, error: str | None
) -> None:
    """Keep how the run of a tick went that ended now, after so many `seconds`."""
    kept = error and error.replace("\0", "")[:_ERROR_LENGTH]
    await database.execute_now(_NOTE, new_id(), name, queue, every, seconds, kept)
