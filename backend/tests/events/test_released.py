"""What an older release wrote is read by this one: events, and jobs that were in flight."""

from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import spec
from app.celery.dao import JobDAO
from app.celery.job import JobState
from app.celery.queues import Queue
from app.celery.task import run_job, task
from app.core import clock, json
from app.core.ids import new_id
from app.dao.session import Database
from app.events import base, bus, versions
from app.events.base import Event
from app.events.bus import on
from app.events.context import event_context
from app.events.dao import EventDAO
from app.events.outbox import HANDLE
from app.events.versions import read_event, renamed, upcaster
from tests.events.released import arguments_of, released
from tests.one_transaction import OneTransaction

_EVENTS: list[dict[str, Any]] = released()["events"]
_UNKNOWN = {"written_by_another_release": {"nested": [1]}}


@pytest.fixture(autouse=True)
def _declared_here_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (spec, "_specs"),
        (bus, "_subscriptions"),
        (bus, "_renamed"),
        (base, "_types"),
        (versions, "_upcasters"),
        (versions, "_renamed"),
    ):
        monkeypatch.setattr(module, name, dict(getattr(module, name)))


@pytest.fixture
def taken() -> list[dict[str, Any]]:
    """What the task declared below was given."""
    return []


async def _event(session: AsyncSession, row: dict[str, Any]) -> UUID:
    written = {"actor_kind": "system", "request_id": "", "occurred_at": clock.now()}
    return await EventDAO(session).put(row | written)


async def _run(database: Database, name: str, payload: dict[str, Any]) -> JobState:
    """Run a job as an older release wrote it, and return what became of it."""
    job_id = new_id()
    async with database.unit_of_work() as session:
        await session.execute(
            text(
                "INSERT INTO job (id, task, queue, payload, state, attempts, max_attempts,"
                " request_id) VALUES (:id, :task, 'default', :payload, 'pending', 0, 8, '')"
            ),
            {"id": job_id, "task": name, "payload": json.dumps(payload).decode()},
        )
    await run_job(database, job_id)
    async with database.unit_of_work() as session:
        return (await JobDAO(session).get(job_id)).state


@pytest.mark.parametrize("row", _EVENTS, ids=lambda row: row["type"])
def test_an_event_of_the_last_release_is_read(row: dict[str, Any]) -> None:
    event = read_event(row["type"], row["version"], row["payload"] | _UNKNOWN)
    assert row["payload"].items() <= event.model_dump(mode="json").items()


async def test_every_handler_of_the_last_release_gets_its_event(
    database: OneTransaction, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, UUID]] = []

    async def note(_session: AsyncSession, event: Event) -> None:
        heard.append((event.type, event_context().event_id))

    for name, one in bus._subscriptions.items():
        monkeypatch.setitem(bus._subscriptions, name, replace(one, handle=note))
    rows = {row["type"]: row | {"payload": row["payload"] | _UNKNOWN} for row in _EVENTS}
    expected = []
    for kind, handler in released()["handlers"]:
        event_id = await _event(session, rows[kind])
        await session.commit()
        payload = {"event_id": str(event_id), "handler": handler} | _UNKNOWN
        assert await _run(database, HANDLE, payload) is JobState.DONE, handler
        expected.append((kind, event_id))
    assert heard == expected


@pytest.mark.parametrize("row", released()["jobs"], ids=lambda row: row["task"])
async def test_a_job_of_the_last_release_is_run(
    database: OneTransaction, row: dict[str, Any]
) -> None:
    declared = spec.task_spec(row["task"])
    checks = arguments_of(declared)

    async def check(_session: AsyncSession, **payload: object) -> None:
        assert payload.keys() == checks.keys()
        for name, value in payload.items():
            TypeAdapter(checks[name]).validate_python(value)

    spec._specs[row["task"]] = replace(declared, run=check, outside=None)
    assert await _run(database, row["task"], row["payload"] | _UNKNOWN) is JobState.DONE


class _Moved(Event):
    type: ClassVar = "test.moved"
    version: ClassVar = 3

    to: str
    distance_m: int


def test_payloads_of_two_versions_ago_are_brought_up() -> None:
    @upcaster(_Moved, 1)
    def name_target(payload: dict[str, Any]) -> dict[str, Any]:
        return {"to": payload["target"], "km": payload["km"]}

    @upcaster(_Moved, 2)
    def count_in_metres(payload: dict[str, Any]) -> dict[str, Any]:
        return {"to": payload["to"], "distance_m": payload["km"] * 1000}

    expected = _Moved(to="rack 2", distance_m=2000)
    assert read_event("test.moved", 1, {"target": "rack 2", "km": 2}) == expected
    assert read_event("test.moved", 2, {"to": "rack 2", "km": 2}) == expected
    assert read_event("test.moved", 3, {"to": "rack 2", "distance_m": 2000}) == expected
    with pytest.raises(ValidationError):
        read_event("test.moved", 3, {"target": "rack 2"})


def test_what_is_published_has_no_unknown_fields() -> None:
    with pytest.raises(ValidationError):
        _Moved.model_validate({"to": "rack 2", "distance_m": 1, "speed": 2})


def test_an_event_whose_type_was_renamed_is_read() -> None:
    renamed("test.carried", _Moved)
    found = read_event("test.carried", 3, {"to": "rack 2", "distance_m": 1})
    assert found == _Moved(to="rack 2", distance_m=1)
    with pytest.raises(LookupError, match=r"test\.carted"):
        read_event("test.carted", 3, {})


async def test_a_job_of_a_renamed_task_is_run_with_arguments_that_fit(
    database: OneTransaction, taken: list[dict[str, Any]]
) -> None:
    def in_metres(payload: dict[str, Any]) -> dict[str, Any]:
        return payload if "distance_m" in payload else {"distance_m": payload["km"] * 1000}

    @task("test.move", queue=Queue.DEFAULT, formerly=("test.carry",), upcast=in_metres)
    async def move(_session: AsyncSession, *, distance_m: int) -> None:
        taken.append({"distance_m": distance_m})

    assert await _run(database, "test.carry", {"km": 2}) is JobState.DONE
    assert await _run(database, "test.move", {"distance_m": 3, "speed": 4}) is JobState.DONE
    assert taken == [{"distance_m": 2000}, {"distance_m": 3}]


async def test_a_job_for_a_renamed_handler_reaches_it(
    database: OneTransaction, session: AsyncSession
) -> None:
    heard: list[Event] = []

    @on(_Moved, formerly=["tests.watch_carrying"])
    async def watch_moving(_session: AsyncSession, event: _Moved) -> None:
        heard.append(event)

    payload = {"to": "rack 2", "distance_m": 1}
    row = {"type": "test.moved", "version": 3, "payload": payload}
    event_id = await _event(session, row)
    await session.commit()
    job = {"event_id": str(event_id), "handler": "tests.watch_carrying"}
    assert await _run(database, HANDLE, job) is JobState.DONE
    assert heard == [_Moved(to="rack 2", distance_m=1)]
