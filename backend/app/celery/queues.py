"""The queues, one per kind of load, so that a slow kind cannot starve another."""

from enum import StrEnum


class Queue(StrEnum):
    """Where a job waits for a worker."""

    DEFAULT = "default"
    BILLING = "billing"
    DEPLOY = "deploy"
    MONITORING = "monitoring"
    MAIL = "mail"
    AI = "ai"
