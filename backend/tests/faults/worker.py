"""A real Celery worker in a process of its own, and the broker it hears of work through."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import redis
from celery import Celery

from app.celery.config import configuration
from app.celery.dao import DispatchMessage
from app.celery.dispatch import PULL
from app.celery.queues import Queue
from app.core.settings import Settings

_BACKEND = Path(__file__).parents[2]
_READY = b"ready."
_READY_SECONDS = 90
_CLAIM = "hostwright:test"
# No mail server is part of these tests: mail waits.
QUEUES = tuple(queue.value for queue in Queue if queue is not Queue.MAIL)


@contextmanager
def empty_broker(address: str) -> Iterator[str]:
    """Give the address of a database of the broker that nobody uses, and empty it afterwards."""
    server = address.rpartition("/")[0]
    for number in range(15, 0, -1):
        client = redis.Redis.from_url(f"{server}/{number}")
        if client.dbsize() == 0 and client.set(_CLAIM, "1", nx=True, ex=600):
            try:
                yield f"{server}/{number}"
            finally:
                client.flushdb()
                client.close()
            return
        client.close()
    message = "every database of the broker is in use"
    raise RuntimeError(message)


class Broker:
    """The test's own line to the broker: what beat and the API's messages would say."""

    def __init__(self, settings: Settings) -> None:
        self._celery = Celery("test", set_as_current=False)
        self._celery.conf.update(configuration(settings))
        self._address = settings.celery_broker_url
        # Celery prefers the environment's broker to the configured one: name it at every call.
        self._line = self._celery.connection_for_write(url=settings.celery_broker_url)

    def send(self, message: DispatchMessage) -> None:
        """Tell the workers that a job is due."""
        job = [str(message.job_id)]
        self._celery.send_task(message.task, args=job, queue=message.queue, connection=self._line)

    def deliver(self, task: str, job_ids: Sequence[UUID]) -> None:
        """Tell the workers once more of jobs on the default queue."""
        queue = Queue.DEFAULT.value
        self._celery.send_task(
            task, args=list(map(str, job_ids)), queue=queue, connection=self._line
        )

    def send_group(self, messages: Sequence[DispatchMessage]) -> None:
        """Send what `dispatch` puts into one message, as its sender would."""
        first = messages[0]
        args = [first.queue] if first.task == PULL else [str(one.job_id) for one in messages]
        self._celery.send_task(
            first.task,
            args=args,
            queue=first.queue,
            countdown=first.delay or None,
            connection=self._line,
        )

    def tick(self, name: str) -> None:
        """Send a tick, as beat would."""
        self._celery.send_task(name, queue=Queue.CONTROL.value, connection=self._line)

    def wipe(self) -> None:
        """Empty the broker."""
        with redis.Redis.from_url(self._address) as client:
            client.flushdb()

    def close(self) -> None:
        """Give the connections back."""
        self._line.release()
        self._celery.close()


class Worker:
    """One worker (prefork, one child), in a process group that can be killed as a whole."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._environment = os.environ | {
            "ENVIRONMENT": "test",
            "DATABASE_URL": settings.database_url,
            "CELERY_BROKER_URL": settings.celery_broker_url,
            "REDIS_URL": settings.celery_broker_url,
            "DRIVER_PLUGINS": settings.driver_plugins,
            "INSTANCES_DIR": str(settings.instances_dir),
            "LOG_LEVEL": "INFO",
        }
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it takes jobs."""
        with self._log.open("ab") as log:
            begun = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "celery", "-A", "app.celery.worker", "worker"),
                *("--concurrency", "1", "--loglevel", "INFO", "--without-mingle"),
                *("--without-gossip", "-Q", ",".join(QUEUES)),
                cwd=_BACKEND,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        async with asyncio.timeout(_READY_SECONDS):
            while _READY not in self._log.read_bytes()[begun:]:
                assert self._process.returncode is None, self._log.read_text()[-3000:]
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """Kill worker and child with -9, at this moment."""
        if self._process is None:
            return
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        self._process = None
