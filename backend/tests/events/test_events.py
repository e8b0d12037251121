import asyncio
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.context import Actor, ActorKind, acting
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.scope import Scope
from app.dao.session import Database
from app.events.base import Event, event_type
from app.events.bus import on, subscription
from app.events.dao import BATCH, EventDAO
from app.events.feed import EventFeed, visible
from app.events.models import EventRow
from app.events.outbox import publish
from tests.jobs import drain_jobs

heard: list[UUID] = []


class LampLit(Event):
    type: ClassVar = "lamp.lit"

    lamp_id: UUID


class LampBlinked(Event):
    """Nobody handles it: only streams hear of it."""

    type: ClassVar = "lamp.blinked"

    times: int


@on(LampLit)
async def remember(_session: AsyncSession, event: LampLit) -> None:
    heard.append(event.lamp_id)


@on(LampLit)
async def stumble_once(_session: AsyncSession, event: LampLit) -> None:
    if heard.count(event.lamp_id) < 2:
        heard.append(event.lamp_id)
        message = "stumbled"
        raise RuntimeError(message)


async def test_every_handler_runs_and_a_failing_one_does_not_stop_another(
    committed: Database,
) -> None:
    lamp = new_id()
    async with committed.unit_of_work() as session:
        await publish(session, LampLit(lamp_id=lamp), account_id=None)
    assert await drain_jobs(committed) == 3
    assert heard.count(lamp) == 2


async def test_a_rolled_back_fact_never_happened(committed: Database) -> None:
    async def fail_after_publishing() -> None:
        async with committed.unit_of_work() as session:
            await publish(session, LampLit(lamp_id=new_id()), account_id=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_publishing()
    assert await drain_jobs(committed) == 0


async def test_a_fact_names_who_did_it_and_in_which_request(session: AsyncSession) -> None:
    user = new_id()
    with acting(Actor(ActorKind.USER, user), "request-1"):
        await publish(session, LampLit(lamp_id=user), account_id=user)
    await EventDAO(session).place()
    (row,) = await EventDAO(session, Scope.account(user)).after(0)
    assert (row.actor_kind, row.actor_id, row.request_id) == (ActorKind.USER, user, "request-1")


async def test_positions_never_appear_behind_a_reader(committed: Database) -> None:
    """A slow transaction that began first is placed after what was already read."""
    account = new_id()
    async with committed.unit_of_work() as slow:
        await publish(slow, LampLit(lamp_id=account), account_id=account)
        async with committed.unit_of_work() as fast:
            await publish(fast, LampLit(lamp_id=new_id()), account_id=account)
        first = await _read(committed, 0)
    assert len(first) == 1
    second = await _read(committed, first[-1])
    assert len(second) == 1
    assert second[0] > first[0]


async def _read(database: Database, position: int) -> list[int]:
    async with database.unit_of_work() as session:
        await EventDAO(session).place()
    async with database.unit_of_work() as session:
        return [row.position or 0 for row in await EventDAO(session).after(position)]


async def test_the_feed_gives_an_account_its_own_facts_only(
    committed: Database, settings: Settings
) -> None:
    mine, theirs = new_id(), new_id()
    feed = EventFeed(committed, settings)
    own = Scope.account(mine)
    async with feed.running(), feed.listen(own) as listener, feed.listen(Scope.all()) as staff:
        async with committed.unit_of_work() as session:
            await publish(session, LampLit(lamp_id=theirs), account_id=theirs)
            await publish(session, LampLit(lamp_id=mine), account_id=mine)
        async with asyncio.timeout(10):
            assert (await listener.queue.get()).account_id == mine
            assert {(await staff.queue.get()).account_id for _ in range(2)} == {mine, theirs}
        assert listener.queue.empty()
    assert [row.account_id for row in await feed.since(0, own)] == [mine]


async def test_who_begins_to_listen_hears_nothing_of_what_was_before(
    committed: Database, settings: Settings
) -> None:
    feed = EventFeed(committed, settings)

    async def switch_on(lamp: UUID) -> None:
        async with committed.unit_of_work() as session:
            await publish(session, LampLit(lamp_id=lamp), account_id=None)

    async with feed.running():
        await switch_on(before := new_id())
        for after in (new_id(), new_id()):
            async with feed.listen(Scope.all()) as listener, asyncio.timeout(10):
                await switch_on(after)
                heard = await listener.queue.get()
            assert heard.payload["lamp_id"] == str(after)
    missed, *_ = await feed.since(0, Scope.all())
    assert missed.payload["lamp_id"] == str(before)


async def test_more_facts_than_one_reading_holds_are_all_heard_in_their_order(
    committed: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.events.feed._POLL_SECONDS", 0.05)
    feed = EventFeed(committed, settings)
    many = range(BATCH + 1)
    async with feed.running(), feed.listen(Scope.all()) as listener:
        async with committed.unit_of_work() as session:
            for times in many:
                await publish(session, LampBlinked(times=times), account_id=None)
        async with asyncio.timeout(30):
            told = [(await listener.queue.get()).payload["times"] for _ in many]
    assert told == list(many)


def test_what_nobody_declared_is_known_to_nobody() -> None:
    assert event_type("lamp.lit") is LampLit
    with pytest.raises(LookupError, match=r"lamp\.stolen"):
        event_type("lamp.stolen")
    with pytest.raises(LookupError, match=r"lamps\.mourn"):
        subscription("lamps.mourn")


@pytest.mark.parametrize(("payload", "seen"), [("mine", True), ("other", False), (None, False)])
def test_a_member_of_single_services_hears_of_these_only(
    payload: str | None,
    seen: bool,
) -> None:
    account, mine, other = new_id(), new_id(), new_id()
    about = {"mine": {"service_id": str(mine)}, "other": {"service_id": str(other)}, None: {}}
    row = EventRow(
        type="service.activated",
        version=1,
        account_id=account,
        payload=about[payload],
        actor_kind=ActorKind.SYSTEM,
        request_id="",
        occurred_at=clock.now(),
    )
    assert visible(row, Scope.account(account, frozenset({mine}))) is seen
    assert visible(row, Scope.account(account))
    assert not visible(row, Scope.account(new_id()))
