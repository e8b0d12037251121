"""What the view of jobs refuses."""

from app.core.errors import ConflictError


class JobNotDeadError(ConflictError):
    """Only a job that gave up can be run again; the others run by themselves."""

    code = "job_not_dead"
    message = "This job has not given up, so there is nothing to run again."
