"""Tells the broker what may be due, from a thread of its own: no caller ever waits for it.

A hint that is lost (broker away, buffer full, process killed) costs seconds: the sweeper sends
again what is still pending in the job table.
"""

import os
import threading
from queue import Empty, Full, SimpleQueue

from celery import current_app
from loguru import logger

from app.celery.dao import Hint

_BUFFER = 10_000
_lock = threading.Lock()
_senders: dict[int, "_Sender"] = {}


class _Sender:
    """One daemon thread that drains a buffer into the broker."""

    def __init__(self) -> None:
        self._buffer: SimpleQueue[Hint] = SimpleQueue()
        threading.Thread(target=self._run, name="hints", daemon=True).start()

    def put(self, hint: Hint) -> None:
        if self._buffer.qsize() >= _BUFFER:
            raise Full
        self._buffer.put(hint)

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


def send_soon(hint: Hint) -> None:
    """Hand a hint over and return at once."""
    with _lock:
        sender = _senders.get(os.getpid())
        if sender is None:
            sender = _senders[os.getpid()] = _Sender()
    try:
        sender.put(hint)
    except Full:
        logger.warning("hint buffer is full; the sweeper will send job {}", hint.job_id)
