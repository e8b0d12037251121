"""The queues, one per kind of load, and the groups of them that share a worker process."""

from enum import StrEnum


class Queue(StrEnum):
    """Where a job waits for a worker.

    `CONTROL` is for what drives other work: ticks, the sweeper among them, and the next chunk of a
    bulk run. None of it may wait behind the work that it drives. `MONITORING` has ticks only.
    """

    CONTROL = "control"
    DEFAULT = "default"
    BILLING = "billing"
    DEPLOY = "deploy"
    MONITORING = "monitoring"
    MAIL = "mail"
    AI = "ai"


GROUPS = {
    "control": (Queue.CONTROL,),
    "default": (Queue.BILLING, Queue.MAIL, Queue.DEFAULT),
    "deploy": (Queue.DEPLOY,),
    "monitoring": (Queue.MONITORING,),
    "ai": (Queue.AI,),
}
"""The worker processes of one installation: no kind of load holds up another."""
