"""Tells the broker what may be due, from a thread of its own: no caller ever waits for it.

A hint that is lost (broker away, buffer full, process killed) costs seconds: the sweeper sends
again what is still pending in the job table. One commit sends `MOST` hints, all at once when it
is over; the jobs beyond that are written as never sent, and the sweeper takes them up in portions.
"""

import os
import threading
from collections.abc import Sequence
from functools import partial
from queue import Empty, SimpleQueue

from celery import current_app
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import Hint
from app.dao.session import after_commit

MOST = 1_000
_BUFFER = 10_000
_HINTS = "hints"
_lock = threading.Lock()
_senders: dict[int, "_Sender"] = {}


class _Sender:
    """One daemon thread that drains a buffer into the broker."""

    def __init__(self) -> None:
        self._buffer: SimpleQueue[Hint] = SimpleQueue()
        threading.Thread(target=self._run, name="hints", daemon=True).start()

    def put(self, hints: Sequence[Hint]) -> int:
        """Take what there is room for and return how many that were."""
        room = max(0, _BUFFER - self._buffer.qsize())
        for hint in hints[:room]:
            self._buffer.put(hint)
        return min(room, len(hints))

    def _run(self) -> None:
        while True:
            hint = self._buffer.get()
            try:
                _send(hint)
            except Exception as error:  # noqa: BLE001  whatever the broker does, the thread lives
                dropped = self._drop()
                logger.warning("broker away, {} hints left to the sweeper: {}", dropped + 1, error)

    def _drop(self) -> int:
        dropped = 0
        while True:
            try:
                self._buffer.get_nowait()
            except Empty:
                return dropped
            dropped += 1


def _send(hint: Hint) -> None:
    current_app.send_task(
        hint.task,
        args=[str(hint.job_id)],
        queue=hint.queue,
        countdown=hint.delay or None,
        retry=False,
    )


def room(session: AsyncSession) -> int:
    """Return how many more hints this unit of work may send."""
    return MOST - len(session.info.get(_HINTS, ()))


def send_after_commit(session: AsyncSession, hints: Sequence[Hint]) -> None:
    """Hand hints over once the unit of work has committed, with all its others."""
    if hints and _HINTS not in session.info:
        session.info[_HINTS] = []
        after_commit(session, partial(_send_kept, session))
    session.info.get(_HINTS, []).extend(hints)


def _send_kept(session: AsyncSession) -> None:
    send_all(session.info.pop(_HINTS))


def send_soon(hint: Hint) -> None:
    """Hand a hint over and return at once."""
    send_all([hint])


def send_all(hints: Sequence[Hint]) -> None:
    """Hand hints over, as many as there is room for, and return at once."""
    with _lock:
        sender = _senders.get(os.getpid())
        if sender is None:
            sender = _senders[os.getpid()] = _Sender()
    left = len(hints) - sender.put(hints)
    if left:
        logger.warning("hint buffer is full: {} jobs are left to the sweeper", left)
