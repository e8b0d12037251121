from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.celery.enqueue import enqueue
from app.core import clock
from app.core.context import Actor, ActorKind, acting
from app.core.ids import first_id_of, new_id
from app.dao.scope import Scope
from app.dao.session import Database
from app.events.base import Event, event_type
from app.events.bus import on, subscription
from app.events.dao import EventDAO
from app.events.models import EventRow
from app.events.outbox import HANDLE, publish
from app.features.jobs import service as jobs
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
async def fail_once(_session: AsyncSession, event: LampLit) -> None:
    if heard.count(event.lamp_id) < 2:
        heard.append(event.lamp_id)
        message = "failed once"
        raise RuntimeError(message)


async def test_every_handler_runs_and_a_failing_one_does_not_stop_another(
    committed: Database,
) -> None:
    lamp = new_id()
    async with committed.unit_of_work() as session:
        await publish(session, LampLit(lamp_id=lamp), account_id=None)
    assert await drain_jobs(committed) == 3
    assert heard.count(lamp) == 2


async def test_publishing_costs_two_statements_whatever_the_number_of_handlers(
    session: AsyncSession, statements: list[str]
) -> None:
    await publish(session, LampLit(lamp_id=new_id()), account_id=None)
    assert [sql.split()[2] for sql in statements if "INSERT" in sql] == ["event", "job"]
    assert len(statements) == len(["SAVEPOINT", "event", "job"])


async def test_a_rolled_back_event_is_not_published(committed: Database) -> None:
    async def fail_after_publishing() -> None:
        async with committed.unit_of_work() as session:
            await publish(session, LampLit(lamp_id=new_id()), account_id=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_publishing()
    assert await drain_jobs(committed) == 0


async def test_an_event_names_its_actor_and_request(session: AsyncSession) -> None:
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


def test_undeclared_events_and_handlers_raise_lookup_error() -> None:
    assert event_type("lamp.lit") is LampLit
    with pytest.raises(LookupError, match=r"lamp\.stolen"):
        event_type("lamp.stolen")
    with pytest.raises(LookupError, match=r"lamps\.mourn"):
        subscription("lamps.mourn")


async def test_events_are_pruned_by_age_but_not_before_they_are_handled(
    session: AsyncSession,
) -> None:
    old, kept = timedelta(days=91), timedelta(days=89)
    ids = {}
    for name, age in (("old", old), ("waiting", old), ("kept", kept)):
        with clock.freeze(clock.now() - age):
            ids[name] = await EventDAO(session).put(_row_of(name))
    await enqueue(session, HANDLE, event_id=str(ids["waiting"]), handler="tests.any")
    await jobs.prune_events(session)
    left = set(await session.scalars(select(col(EventRow.id))))
    assert left & set(ids.values()) == {ids["waiting"], ids["kept"]}


async def test_pruning_takes_the_oldest_first_and_no_more_than_asked(
    session: AsyncSession,
) -> None:
    ids = []
    for days in (400, 300, 200):
        with clock.freeze(clock.now() - timedelta(days=days)):
            ids.append(await EventDAO(session).put(_row_of("old")))
    assert await EventDAO(session).prune(clock.now() - timedelta(days=90), 2) == 2
    left = set(await session.scalars(select(col(EventRow.id))))
    assert left & set(ids) == {ids[2]}


def _row_of(name: str) -> dict[str, object]:
    now = clock.now()
    return {
        "id": UUID(int=first_id_of(now).int + new_id().int % 2**64),
        "type": f"test.{name}",
        "version": 1,
        "payload": {},
        "actor_kind": "system",
        "request_id": "",
        "occurred_at": now,
    }
