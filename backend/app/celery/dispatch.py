"""Tells the broker what may be due, from a thread of its own: no caller ever waits for it.

A message that is lost (broker away, buffer full, process killed) costs seconds: the sweeper finds
what is still pending in the job table. Jobs of one task that wait to be sent share a message. Bulk
writes, and what one commit writes beyond `MAX_PER_COMMIT`, are sent by no message of their own: one
message a queue lets a worker pull them, so that they stand before nobody in the broker.
"""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from uuid import UUID

from celery import current_app
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import DispatchMessage
from app.dao.session import after_commit

MAX_PER_COMMIT = 1_000
MAX_AT_ONCE = 100
PULL = "jobs.pull"
# Workers keep what is delayed in memory: the sweeper sends what is due later.
MAX_DELAY_SECONDS = 60
_JOBS_PER_MESSAGE = 20
_BUFFER = 10_000
_MESSAGES, _PULLED = "dispatch", "pulled"
_NO_JOB = UUID(int=0)
_lock = threading.Lock()
_senders: dict[int, "_Sender"] = {}


class _Sender:
    """One daemon thread that drains a buffer into the broker."""

    def __init__(self) -> None:
        self._buffer: SimpleQueue[DispatchMessage] = SimpleQueue()
        threading.Thread(target=self._run, name="dispatch", daemon=True).start()

    def put(self, messages: Sequence[DispatchMessage]) -> int:
        """Take what there is room for and return how many that were."""
        room = max(0, _BUFFER - self._buffer.qsize())
        for message in messages[:room]:
            self._buffer.put(message)
        return min(room, len(messages))

    def _run(self) -> None:
        while True:
            waiting = [self._buffer.get(), *self._drain()]
            sent = 0
            try:
                for jobs in _grouped(waiting):
                    _send(jobs)
                    sent += len(jobs)
            except Exception as error:  # noqa: BLE001  whatever the broker does, the thread lives
                lost = len(waiting) - sent + len(self._drain())
                logger.warning("broker away, {} jobs left to the sweeper: {}", lost, error)

    def _drain(self) -> list[DispatchMessage]:
        waiting = []
        while True:
            try:
                waiting.append(self._buffer.get_nowait())
            except Empty:
                return waiting


def _grouped(messages: Sequence[DispatchMessage]) -> Iterator[Sequence[DispatchMessage]]:
    """Put together what one message can carry, in the order of the first of each."""
    groups: dict[tuple[str, str, float], list[DispatchMessage]] = defaultdict(list)
    for message in messages:
        groups[message.task, message.queue, message.delay].append(message)
    for group in groups.values():
        for start in range(0, len(group), _JOBS_PER_MESSAGE):
            yield group[start : start + _JOBS_PER_MESSAGE]


def _send(jobs: Sequence[DispatchMessage]) -> None:
    first = jobs[0]
    current_app.send_task(
        first.task,
        args=[first.queue] if first.task == PULL else [str(job.job_id) for job in jobs],
        queue=first.queue,
        countdown=first.delay or None,
        retry=False,
    )


def has_room(session: AsyncSession, count: int = 1) -> bool:
    """Tell whether this unit of work may send a message each for so many jobs more."""
    sent = len(session.info.get(_MESSAGES, ()))
    return count <= MAX_AT_ONCE and sent + count <= MAX_PER_COMMIT


def pull_after_commit(session: AsyncSession, queues: Sequence[str]) -> None:
    """Have a worker of each queue pull what no message was sent for, once this has committed."""
    pulled: set[str] = session.info.setdefault(_PULLED, set())
    messages = [DispatchMessage(_NO_JOB, PULL, queue) for queue in queues if queue not in pulled]
    pulled.update(queues)
    dispatch_after_commit(session, messages)


def dispatch_after_commit(session: AsyncSession, messages: Sequence[DispatchMessage]) -> None:
    """Hand messages over once the unit of work has committed, with all its others."""
    if messages and _MESSAGES not in session.info:
        session.info[_MESSAGES] = []
        after_commit(session, partial(_send_kept, session))
    session.info.get(_MESSAGES, []).extend(messages)


def _send_kept(session: AsyncSession) -> None:
    send_messages(session.info.pop(_MESSAGES))


def send_messages(messages: Sequence[DispatchMessage]) -> None:
    """Hand messages over, as many as there is room for, and return at once."""
    with _lock:
        sender = _senders.get(os.getpid())
        if sender is None:
            sender = _senders[os.getpid()] = _Sender()
    left = len(messages) - sender.put(messages)
    if left:
        logger.warning("message buffer is full: {} jobs are left to the sweeper", left)
