"""`python -m tests.faults.chaos_workers`: workers as `up` has them, for chaos runs."""

from app.celery.groups import Groups
from app.celery.queues import Queue
from tests.faults import chaos_tasks, defects

_WORKERS = 3
_GROUPS = {"control": (Queue.CONTROL,)} | {
    f"default{number}": (Queue.DEFAULT,) for number in range(_WORKERS)
}

if __name__ == "__main__":
    assert chaos_tasks.MARK
    defects.plant()
    Groups(_GROUPS, replace_seconds=0.05).run()
