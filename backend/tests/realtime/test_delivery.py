"""Writes to readers: within the hub's own step, in order, each reader apart from the others."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import pytest

from app.auth.authenticator import Credential
from app.auth.principal import Principal
from app.core.ids import new_id
from app.realtime import delivery as delivery_module
from app.realtime.delivery import Delivery, Send
from app.realtime.message import EventMessage
from app.realtime.subscription import ALL_TOPICS, MAILBOX, EndReason, Replay, Subscription
from tests.sandbox.serving import until

NO_PING = 3_600.0


class Client:
    """A reader who takes what is written while the gate is open."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.heard: list[bytes] = []
        self.writes: list[int] = []
        nobody = Principal(
            user_id=new_id(),
            session_id=new_id(),
            account_id=new_id(),
            permissions=frozenset(),
            staff_permissions=frozenset(),
        )
        topics = frozenset((ALL_TOPICS,))
        self.subscription = Subscription(nobody, Credential(new_id()), topics)
        self.connect(self.take)

    def connect(self, send: Send) -> None:
        self.delivery = Delivery(self.subscription, _frame, _past, send)

    async def take(self, frames: Sequence[bytes]) -> None:
        await self.gate.wait()
        self.writes.append(len(frames))
        self.heard += frames

    def tell(self, *frames: bytes) -> None:
        for frame in frames:
            self.subscription.put(frame)
        self.subscription.flush()

    async def started(self) -> "asyncio.Task[None]":
        running = asyncio.create_task(self.delivery.run(NO_PING))
        await asyncio.sleep(0)
        return running


def _frame(_message: EventMessage) -> bytes:
    return b"event"


async def _past(_replay: Replay) -> AsyncIterator[list[bytes]]:
    yield [b"past"]


async def test_events_are_written_before_any_reader_task_runs() -> None:
    clients = [Client() for _ in range(3)]
    running = [await client.started() for client in clients]
    for client in clients:
        client.tell(b"one", b"two")
    assert [client.heard for client in clients] == [[b"one", b"two"]] * 3
    for client, task in zip(clients, running, strict=True):
        client.subscription.end(EndReason.LEFT)
        await task


async def test_a_blocked_reader_receives_everything_later_in_order() -> None:
    slow, quick = Client(), Client()
    running = [await slow.started(), await quick.started()]
    slow.gate.clear()
    for client in (slow, quick):
        client.tell(b"1")
        client.tell(b"2", b"3")
    assert (slow.heard, quick.heard) == ([], [b"1", b"2", b"3"])
    slow.gate.set()
    slow.tell(b"4")
    await until(lambda: len(slow.heard) == 4)
    assert slow.heard == [b"1", b"2", b"3", b"4"]
    for client, task in zip((slow, quick), running, strict=True):
        client.subscription.end(EndReason.LEFT)
        await task


async def test_a_replay_is_written_before_newer_events() -> None:
    client = Client()
    client.subscription.put(Replay(frozenset((ALL_TOPICS,)), 0, 1))
    client.tell(b"now")
    running = await client.started()
    assert client.heard == [b"past", b"now"]
    client.subscription.end(EndReason.LEFT)
    await running


async def test_one_write_holds_a_bounded_number_of_frames() -> None:
    client = Client()
    client.tell(*([b"x"] * MAILBOX))
    running = await client.started()
    assert len(client.heard) == MAILBOX
    assert max(client.writes) <= 64
    client.subscription.end(EndReason.LEFT)
    await running


async def test_a_reader_that_never_reads_ends_as_too_slow_and_times_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery_module, "CLOSE_SECONDS", 0.0)
    client = Client()
    running = await client.started()
    client.gate.clear()
    client.tell(b"x")
    client.tell(*([b"x"] * (MAILBOX + 1)))
    assert client.subscription.ended is EndReason.TOO_SLOW
    with pytest.raises(TimeoutError):
        await running


async def test_a_failing_reader_does_not_affect_others() -> None:
    broken, well = Client(), Client()

    async def fail(_frames: Sequence[bytes]) -> None:
        raise ConnectionResetError

    broken.connect(fail)
    running = [await broken.started(), await well.started()]
    for client in (broken, well):
        client.tell(b"1")
    assert well.heard == [b"1"]
    with pytest.raises(ConnectionResetError):
        await running[0]
    well.subscription.end(EndReason.LEFT)
    await running[1]


async def test_cancelling_a_reader_cancels_its_pending_write() -> None:
    client = Client()
    ended: list[bool] = []

    async def note(_frames: Sequence[bytes]) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    client.connect(note)
    running = await client.started()
    client.tell(b"1")
    await asyncio.sleep(0)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert ended == [True]


async def test_a_reader_under_recheck_waits_and_an_ended_one_keeps_nothing() -> None:
    one = Client().subscription
    one.put(b"at once")
    assert await one.changed(30)
    one.suspend()
    rechecked = asyncio.create_task(one.allowed())
    await asyncio.sleep(0)
    one.resume()
    assert await rechecked
    one.end(EndReason.LEFT)
    one.put(b"too late")
    assert (one.take(), one.readable, await one.allowed()) == ([], False, False)
