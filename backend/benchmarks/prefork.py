"""A bare Celery worker, one job a child: what jobs that compute are compared with."""

import os
import time

import redis
from celery import Celery

from benchmarks.tasks import compute

DONE = "bench.prefork.done"
QUEUE = "bench.prefork"

app = Celery("prefork", broker=os.environ["CELERY_BROKER_URL"])
app.conf.update(task_default_queue=QUEUE, task_ignore_result=True, worker_prefetch_multiplier=4)


@app.task(name="bench.prefork.burn")
def burn(rounds: int) -> None:
    """Compute, then tell when it was done."""
    compute(rounds)
    with redis.Redis.from_url(os.environ["CELERY_BROKER_URL"]) as broker:
        broker.rpush(DONE, time.time())
