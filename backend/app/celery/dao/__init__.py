"""Every statement on the job table. Leases run by the database's clock."""

from app.celery.dao.holds import HoldDAO
from app.celery.dao.jobs import WORKER_DIED, DispatchMessage, JobDAO
from app.celery.dao.leases import LEASE_SECONDS, LeasedJob, finish, hand_back, lease, pull, renew

__all__ = [
    "LEASE_SECONDS",
    "WORKER_DIED",
    "DispatchMessage",
    "HoldDAO",
    "JobDAO",
    "LeasedJob",
    "finish",
    "hand_back",
    "lease",
    "pull",
    "renew",
]
