"""Hints reach the broker from a thread of their own, and a broker that is away costs nobody."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from celery import current_app

from app.celery import hints, worker
from app.celery.dao import Hint
from app.celery.queues import Queue
from app.core.ids import new_id

_HINT = Hint(new_id(), "jobs.sweep", Queue.DEFAULT.value)


@pytest.fixture(autouse=True)
def _fresh_sender() -> Iterator[None]:
    hints._senders.clear()
    yield
    hints._senders.clear()


def test_every_thread_speaks_to_our_broker() -> None:
    found: Future[object] = Future()
    threading.Thread(target=lambda: found.set_result(current_app.main)).start()
    assert found.result(timeout=5) == worker.app.main


def test_a_hint_is_sent_by_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: Future[tuple[Hint, str]] = Future()
    monkeypatch.setattr(
        hints, "_send", lambda hint: sent.set_result((hint, threading.current_thread().name))
    )
    hints.send_soon(_HINT)
    assert sent.result(timeout=5) == (_HINT, "hints")


def test_a_broker_that_is_away_does_not_end_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: Future[Hint] = Future()
    first = Hint(new_id(), "jobs.sweep", Queue.DEFAULT.value)

    def send(hint: Hint) -> None:
        if hint is first:
            raise ConnectionRefusedError
        sent.set_result(hint)

    sender = hints._Sender()
    monkeypatch.setattr(hints, "_send", send)
    monkeypatch.setattr(sender, "_drop", lambda: 0)
    sender.put(first)
    sender.put(_HINT)
    assert sent.result(timeout=5) == _HINT


def test_a_full_buffer_drops_the_hint_and_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "_BUFFER", 0)
    asked: list[Hint] = []
    monkeypatch.setattr(hints, "_send", asked.append)
    hints.send_soon(_HINT)
    assert asked == []
