"""Hints reach the broker from a thread of their own, and a broker that is away costs nobody."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue as Queues
from uuid import UUID

import pytest
from celery import current_app
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import hints, worker
from app.celery.dao import _UNSENT_LIMIT as _PORTION
from app.celery.dao import Hint, JobDAO
from app.celery.enqueue import enqueue, enqueue_all
from app.celery.queues import Queue
from app.celery.task import task
from app.core.ids import new_id
from app.dao.session import Database

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
    sender.put([first])
    sender.put([_HINT])
    assert sent.result(timeout=5) == _HINT


def test_a_full_buffer_drops_the_hint_and_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "_BUFFER", 0)
    asked: list[Hint] = []
    monkeypatch.setattr(hints, "_send", asked.append)
    hints.send_soon(_HINT)
    assert asked == []


def test_a_buffer_with_little_room_takes_the_first_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "_BUFFER", 3)
    many = [Hint(new_id(), "jobs.sweep", Queue.DEFAULT.value) for _ in range(5)]
    asked: Queues[Hint] = Queues()
    monkeypatch.setattr(hints, "_send", asked.put)
    hints.send_all(many)
    assert [asked.get(timeout=5) for _ in range(3)] == many[:3]
    hints.send_all(many[:0])
    assert asked.empty()


@task("tests.bulk", queue=Queue.DEFAULT)
async def _bulk(session: AsyncSession, *, number: int) -> None:
    """Never run here."""


@pytest.mark.parametrize("one_by_one", [True, False])
async def test_a_commit_sends_so_many_hints_and_the_sweeper_the_rest(
    committed: Database, monkeypatch: pytest.MonkeyPatch, *, one_by_one: bool
) -> None:
    batches: list[list[UUID]] = []
    monkeypatch.setattr(
        hints, "send_all", lambda given: batches.append([hint.job_id for hint in given])
    )
    monkeypatch.setattr(hints, "MOST", 5)
    async with committed.unit_of_work() as session:
        if one_by_one:
            for number in range(8):
                await enqueue(session, "tests.bulk", key=f"job-{number}", number=number)
        else:
            await enqueue(session, "tests.bulk", number=0)
            await enqueue_all(
                session, "tests.bulk", {f"job-{number}": {"number": number} for number in range(7)}
            )
        assert batches == []
    [sent] = batches
    assert len(sent) == 5

    async with committed.unit_of_work() as session:
        rest = [hint.job_id for hint in await JobDAO(session).sweep()]
        every = [hint.job_id for hint in await JobDAO(session).due()]
    assert len(rest) == 3
    assert sorted(sent + rest) == sorted(every)
    async with committed.unit_of_work() as session:
        assert await JobDAO(session).sweep() == []


async def test_the_sweeper_sends_what_was_never_sent_in_portions(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "MOST", 0)
    many = {f"job-{number}": {"number": number} for number in range(_PORTION + 1)}
    async with committed.unit_of_work() as session:
        await enqueue_all(session, "tests.bulk", many)
    for expected in (_PORTION, 1, 0):
        async with committed.unit_of_work() as session:
            assert len(await JobDAO(session).sweep()) == expected


async def test_a_transaction_that_fails_sends_no_hint(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(hints, "send_all", asked.append)
    with suppress(LookupError):
        async with committed.unit_of_work() as session:
            await enqueue(session, "tests.bulk", number=1)
            await enqueue(session, "tests.nobody", number=1)
    assert asked == []
