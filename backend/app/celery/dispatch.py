"""Tells the broker what may be due, from a thread of its own: no caller ever waits for it.

A message that is lost (broker away, buffer full, process killed) costs seconds: the sweeper sends
again what is still pending in the job table. One commit sends `MAX_PER_COMMIT` messages, all at
once when it is over; jobs beyond that are written as not dispatched, and the sweeper sends them.
"""

import os
import threading
from collections.abc import Sequence
from functools import partial
from queue import Empty, SimpleQueue

from celery import current_app
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import DispatchMessage
from app.dao.session import after_commit

MAX_PER_COMMIT = 1_000
_BUFFER = 10_000
_MESSAGES = "dispatch"
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
            message = self._buffer.get()
            try:
                _send(message)
            except Exception as error:  # noqa: BLE001  whatever the broker does, the thread lives
                dropped = self._drop()
                logger.warning(
                    "broker away, {} messages left to the sweeper: {}", dropped + 1, error
                )

    def _drop(self) -> int:
        dropped = 0
        while True:
            try:
                self._buffer.get_nowait()
            except Empty:
                return dropped
            dropped += 1


def _send(message: DispatchMessage) -> None:
    current_app.send_task(
        message.task,
        args=[str(message.job_id)],
        queue=message.queue,
        countdown=message.delay or None,
        retry=False,
    )


def remaining(session: AsyncSession) -> int:
    """Return how many more messages this unit of work may send."""
    return MAX_PER_COMMIT - len(session.info.get(_MESSAGES, ()))


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
