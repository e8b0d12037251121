"""Use cases of staff who look after background work."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.dispatch import dispatch_after_commit
from app.celery.job import JobState
from app.core import clock, json
from app.core.settings import get_settings
from app.dao.idempotency import IdempotencyDAO
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.events.dao import EventDAO
from app.events.jobs import JobRetried
from app.events.outbox import publish
from app.features.jobs.audit import AuditAction
from app.features.jobs.dao import JOBS, SUMMARY, prune_done
from app.features.jobs.errors import JobNotDeadError
from app.features.jobs.schemas import JobQuery, JobRead
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings

PRUNE_BATCH = 20_000
EVENT_BATCH = 20_000


async def read_page(reads: Reads, query: JobQuery) -> bytes:
    """Page of `JobRead`, dead ones with their last error."""
    return await JOBS.page(reads, query, Scope.all())


async def read_one(reads: Reads, job_id: UUID) -> bytes:
    """`JobRead`; raises NotFoundError."""
    return await JOBS.get(reads, job_id, Scope.all())


async def read_summary(reads: Reads) -> bytes:
    """Counts by state, and the age in seconds of the oldest job that is due."""
    return await SUMMARY.fetch_one(reads)


async def retry(session: AsyncSession, job_id: UUID) -> JobRead:
    """Let a dead job run again with fresh attempts; who asked for it is in the event.

    Raises NotFoundError, and JobNotDeadError for one that is not dead.
    """
    jobs = JobDAO(session)
    job = await jobs.lock(job_id)
    if job.state is not JobState.DEAD:
        raise JobNotDeadError
    dispatch_after_commit(session, [await jobs.requeue(job_id)])
    await publish(session, JobRetried(job_id=job.id, task=job.task), account_id=None)
    entry = AuditEntry(
        AuditAction.JOB_RETRIED, target=Target("job", job.id), changes={"task": job.task}
    )
    await record(session, entry)
    await session.flush()
    return JobRead.model_validate(json.loads(await read_one(TransactionReads(session), job_id)))


async def prune(session: AsyncSession, *, limit: int = PRUNE_BATCH) -> None:
    """Delete jobs done, and answers stored, longer ago than the settings keep them.

    At most `limit` of each, the rest next time. Dead jobs wait for a person; a request that has
    no answer yet keeps its key, so that its repeat goes on from there.
    """
    kept = await settings.values(session, RetentionSettings)
    await prune_done(session, timedelta(days=kept.job_days), limit)
    before = clock.now() - timedelta(hours=get_settings().idempotency_keep_hours)
    await IdempotencyDAO(session).prune(before, limit)


async def prune_events(session: AsyncSession, *, limit: int = EVENT_BATCH) -> None:
    """Delete events older than the settings keep them, at most `limit`; not the audit's rows."""
    kept = await settings.values(session, RetentionSettings)
    await EventDAO(session).prune(clock.now() - timedelta(days=kept.event_days), limit)
