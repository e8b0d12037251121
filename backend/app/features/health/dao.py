"""What readiness asks the job table."""

from sqlalchemy import Float, cast, func, select
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.read import JsonQuery

_OVERDUE = func.extract("epoch", func.now() - func.min(col(Job.run_at)))

OVERDUE = JsonQuery(
    rows=select(cast(func.coalesce(_OVERDUE, 0), Float).label("seconds")).where(
        col(Job.state) == JobState.PENDING, col(Job.run_at) <= func.now()
    )
)
