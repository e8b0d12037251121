"""Messages reach the broker from a thread of their own, and a broker that is away costs nobody."""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue as Queues

import pytest
import redis
from celery import current_app
from loguru import logger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import dispatch, worker
from app.celery.dao import DispatchMessage, JobDAO, pull
from app.celery.enqueue import enqueue, enqueue_all
from app.celery.queues import Queue
from app.celery.task import task
from app.core import json
from app.core.ids import new_id
from app.dao.session import Database

_MESSAGE = DispatchMessage(new_id(), "jobs.sweep", Queue.DEFAULT.value)
_send_for_real = dispatch._send  # before the tests' fixture takes the broker away


@pytest.fixture(autouse=True)
def _fresh_sender() -> Iterator[None]:
    dispatch._senders.clear()
    yield
    dispatch._senders.clear()


def test_every_thread_speaks_to_our_broker() -> None:
    found: Future[object] = Future()
    threading.Thread(target=lambda: found.set_result(current_app.main)).start()
    assert found.result(timeout=5) == worker.app.main


def test_a_message_is_sent_by_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: Future[tuple[DispatchMessage, str]] = Future()

    def send(jobs: Sequence[DispatchMessage]) -> None:
        sent.set_result((jobs[0], threading.current_thread().name))

    monkeypatch.setattr(dispatch, "_send", send)
    dispatch.send_messages([_MESSAGE])
    assert sent.result(timeout=5) == (_MESSAGE, "dispatch")


def test_a_broker_that_is_away_does_not_end_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = threading.Event()
    sent: Future[DispatchMessage] = Future()
    first = replace(_MESSAGE, job_id=new_id())

    def send(jobs: Sequence[DispatchMessage]) -> None:
        if jobs[0] is first:
            refused.set()
            raise ConnectionRefusedError
        sent.set_result(jobs[0])

    sender = dispatch._Sender()
    monkeypatch.setattr(dispatch, "_send", send)
    monkeypatch.setattr(sender, "_drain", list)
    sender.put([first])
    assert refused.wait(timeout=5)
    sender.put([_MESSAGE])
    assert sent.result(timeout=5) == _MESSAGE


def test_what_waits_when_the_broker_goes_away_is_left_to_the_sweeper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go = threading.Event(), threading.Event()
    said: Queues[str] = Queues()
    sent: Future[DispatchMessage] = Future()
    first, *waiting = (replace(_MESSAGE, job_id=new_id()) for _ in range(4))

    def send(jobs: Sequence[DispatchMessage]) -> None:
        if jobs[0] is first:
            begun.set()
            assert go.wait(timeout=5)
            raise ConnectionRefusedError
        sent.set_result(jobs[0])

    monkeypatch.setattr(dispatch, "_send", send)
    sender = dispatch._Sender()
    sink = logger.add(said.put, level="WARNING", format="{message}")
    try:
        sender.put([first])
        assert begun.wait(timeout=5)
        sender.put(waiting)
        go.set()
        assert said.get(timeout=5).startswith("broker away, 4 jobs left to the sweeper")
    finally:
        logger.remove(sink)
    sender.put([_MESSAGE])
    assert sent.result(timeout=5) == _MESSAGE


def test_a_message_reaches_the_queue_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_send", _send_for_real)
    queue = f"test-{new_id()}"
    with redis.Redis.from_url(os.environ["CELERY_BROKER_URL"]) as broker:
        dispatch.send_messages([DispatchMessage(_MESSAGE.job_id, "jobs.sweep", queue)])
        found = broker.blpop([queue], timeout=10)
        broker.delete(f"_kombu.binding.{queue}")
    assert found is not None
    headers = json.loads(found[1])["headers"]
    assert headers["task"] == "jobs.sweep"
    assert str(_MESSAGE.job_id) in headers["argsrepr"]


def test_jobs_of_one_task_that_wait_together_share_messages() -> None:
    many = [replace(_MESSAGE, job_id=new_id()) for _ in range(45)]
    other = replace(_MESSAGE, job_id=new_id(), task="mail.send", queue=Queue.MAIL.value)
    later = replace(_MESSAGE, job_id=new_id(), delay=2)
    groups = [list(jobs) for jobs in dispatch._grouped([*many[:30], other, later, *many[30:]])]
    assert groups == [many[:20], many[20:40], many[40:], [other], [later]]


def test_a_full_buffer_drops_the_message_and_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_BUFFER", 0)
    asked: list[Sequence[DispatchMessage]] = []
    monkeypatch.setattr(dispatch, "_send", asked.append)
    dispatch.send_messages([_MESSAGE])
    assert asked == []


def test_a_buffer_with_little_room_takes_the_first_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_BUFFER", 3)
    many = [replace(_MESSAGE, job_id=new_id(), queue=str(number)) for number in range(5)]
    asked: Queues[Sequence[DispatchMessage]] = Queues()
    monkeypatch.setattr(dispatch, "_send", asked.put)
    dispatch.send_messages(many)
    assert [list(asked.get(timeout=5)) for _ in range(3)] == [[one] for one in many[:3]]
    dispatch.send_messages(many[:0])
    assert asked.empty()


@task("tests.bulk", queue=Queue.DEFAULT)
async def _bulk(session: AsyncSession, *, number: int) -> None:
    """Never run here."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[DispatchMessage]:
    """What was handed to the sender."""
    found: list[DispatchMessage] = []
    monkeypatch.setattr(dispatch, "send_messages", found.extend)
    return found


def _bulk_payloads(count: int) -> dict[str, dict[str, int]]:
    return {f"job-{number}": {"number": number} for number in range(count)}


async def test_a_commit_sends_so_many_messages_and_lets_workers_pull_the_rest(
    committed: Database, monkeypatch: pytest.MonkeyPatch, sent: list[DispatchMessage]
) -> None:
    monkeypatch.setattr(dispatch, "MAX_PER_COMMIT", 5)
    async with committed.unit_of_work() as session:
        for number in range(8):
            await enqueue(session, "tests.bulk", key=f"job-{number}", number=number)
        assert sent == []
    assert [message.task for message in sent] == ["tests.bulk"] * 5 + [dispatch.PULL]
    pulled = {job.id for job in await pull(committed, Queue.DEFAULT.value, 10)}
    async with committed.unit_of_work() as session:
        left = {message.job_id for message in await JobDAO(session).due()}
    assert len(pulled) == 3
    assert left == {message.job_id for message in sent[:5]}


async def test_a_bulk_write_sends_one_message_and_what_follows_it_is_sent_at_once(
    committed: Database, sent: list[DispatchMessage]
) -> None:
    async with committed.unit_of_work() as session:
        await enqueue_all(session, "tests.bulk", _bulk_payloads(dispatch.MAX_AT_ONCE + 1))
        await enqueue_all(session, "tests.bulk", {"more": {"number": -1}})
        continuation = await enqueue(session, "tests.bulk", number=-2)
    assert [message.task for message in sent] == [dispatch.PULL, "tests.bulk", "tests.bulk"]
    assert sent[-1].job_id == continuation
    assert len(await pull(committed, Queue.DEFAULT.value, 1000)) == dispatch.MAX_AT_ONCE + 1


async def test_a_message_to_pull_names_its_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_send", _send_for_real)
    queue = f"test-{new_id()}"
    with redis.Redis.from_url(os.environ["CELERY_BROKER_URL"]) as broker:
        dispatch.send_messages([DispatchMessage(new_id(), dispatch.PULL, queue)])
        found = broker.blpop([queue], timeout=10)
        broker.delete(f"_kombu.binding.{queue}")
    assert found is not None
    headers = json.loads(found[1])["headers"]
    assert (headers["task"], headers["argsrepr"]) == (dispatch.PULL, f"['{queue}']")


async def test_what_is_due_much_later_is_pulled_when_it_is_due(
    committed: Database, sent: list[DispatchMessage]
) -> None:
    async with committed.unit_of_work() as session:
        await enqueue(session, "tests.bulk", delay=3600, number=1)
    async with committed.unit_of_work() as session:
        assert await JobDAO(session).sweep() == []
        assert await pull(committed, Queue.DEFAULT.value, 1) == []
        await session.execute(text("UPDATE job SET run_at = now()"))
        assert await JobDAO(session).sweep() == [Queue.DEFAULT]
    assert len(await pull(committed, Queue.DEFAULT.value, 2)) == 1
    assert sent == []


async def test_a_transaction_that_fails_sends_no_message(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(dispatch, "send_messages", asked.append)
    with suppress(LookupError):
        async with committed.unit_of_work() as session:
            await enqueue(session, "tests.bulk", number=1)
            await enqueue(session, "tests.nobody", number=1)
    assert asked == []
