"""The message that work waits in a queue: whichever worker takes it pulls what is due there."""

from celery import shared_task

from app.celery.dispatch import PULL
from app.celery.loop import runtime


@shared_task(name=PULL)
def pull(queue: str) -> None:
    """Begin to pull the due jobs of a queue, or look once more where that is under way."""
    process = runtime()
    process.call(process.jobs.pull(queue))
