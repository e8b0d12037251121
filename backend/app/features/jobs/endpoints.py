"""Background work over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.features.jobs import service
from app.features.jobs.permissions import JobReader, JobRetrier
from app.features.jobs.schemas import JobPage, JobQuery, JobRead, JobSummary
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin/jobs", tags=["admin"])


@read(admin, "", answer=JobPage, operation_id="admin_jobs_list", summary="Background work")
async def list_jobs(reads: Reads, _reader: JobReader, query: Annotated[JobQuery, Query()]) -> bytes:
    """List jobs, newest first; filter by state to see what gave up."""
    return await service.read_page(reads, query)


@read(
    admin,
    "/summary",
    answer=JobSummary,
    operation_id="admin_jobs_summary_read",
    summary="How much work waits",
)
async def read_summary(reads: Reads, _reader: JobReader) -> bytes:
    """Count what waits, runs and gave up."""
    return await service.read_summary(reads)


@read(admin, "/{job_id}", answer=JobRead, operation_id="admin_jobs_read", summary="One job")
async def read_job(reads: Reads, _reader: JobReader, job_id: UUID) -> bytes:
    """Return one job with its arguments and its last error."""
    return await service.read_one(reads, job_id)


@admin.post(
    "/{job_id}/actions/retry",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="admin_jobs_retry",
    summary="Run a dead job again",
)
async def retry_job(session: Session, _retrier: JobRetrier, job_id: UUID) -> JobRead:
    """Give a dead job fresh attempts."""
    return await service.retry(session, job_id)
