"""Places on nodes: the least loaded one, a free port, and never more than there is."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from app.features.catalog.schemas import ServiceKind
from app.features.nodes import service
from app.features.nodes.errors import NoCapacityError, NodeStateError
from app.features.nodes.schemas import NodeOptions, NodeState, Placement
from app.features.nodes.service import registration as registering
from app.manifest import invariants
from tests.factories.nodes import STAFF, make_node, registration


async def reserve(session: AsyncSession, service_id: UUID | None = None) -> Placement:
    """Reserve a quarter of a node."""
    return await service.reserve(
        session, service_id or new_id(), ServiceKind.CONTAINER, 1_000, 1_024, 10
    )


async def test_services_are_spread_over_the_least_loaded_nodes(session: AsyncSession) -> None:
    for name in ("node-1", "node-2"):
        await make_node(session, name)

    names = [(await reserve(session)).node_name for _ in range(4)]

    assert Counter(names) == {"node-1": 2, "node-2": 2}


async def test_each_service_has_a_port_and_an_address_of_its_own(session: AsyncSession) -> None:
    await make_node(session, public_host="host.example")

    places = [await reserve(session) for _ in range(3)]

    assert [place.port for place in places] == [21_000, 21_001, 21_002]
    assert places[0].address == "http://host.example:21000"


async def test_asking_twice_is_the_same_place(session: AsyncSession) -> None:
    await make_node(session)
    one = new_id()

    assert await reserve(session, one) == await reserve(session, one)


async def test_a_full_node_refuses_and_allocates_nothing(session: AsyncSession) -> None:
    await make_node(session)
    for _ in range(4):
        await reserve(session)

    with pytest.raises(NoCapacityError):
        await reserve(session)

    for rule in invariants("nodes"):
        assert (await session.execute(rule.offending)).all() == []


async def test_a_node_without_free_ports_allocates_nothing(session: AsyncSession) -> None:
    await make_node(session, port_from=21_000, port_to=21_000)
    await reserve(session)

    with pytest.raises(NoCapacityError):
        await reserve(session)

    for rule in invariants("nodes"):
        assert (await session.execute(rule.offending)).all() == []


async def test_a_released_allocation_is_free_for_the_next(session: AsyncSession) -> None:
    await make_node(session)
    one = new_id()
    first = await reserve(session, one)
    await service.release(session, one)
    await service.release(session, one)

    assert await service.placement(session, one) is None
    assert (await reserve(session)).port == first.port


async def test_what_was_tried_in_vain_is_avoided(session: AsyncSession) -> None:
    first = await make_node(session)
    await make_node(session, "node-2")

    place = await service.reserve(
        session,
        new_id(),
        ServiceKind.CONTAINER,
        1_000,
        1_024,
        10,
        avoid_nodes=(first,),
        avoid_ports=(21_000, 21_001),
    )

    assert (place.node_name, place.port) == ("node-2", 21_002)


async def test_only_ready_nodes_of_the_right_kind_take_services(session: AsyncSession) -> None:
    node_id = await make_node(session)
    await service.drain(session, STAFF, node_id)
    await make_node(session, "vps", kind=ServiceKind.VPS)

    with pytest.raises(NoCapacityError):
        await reserve(session)
    await service.undrain(session, STAFF, node_id)
    assert (await reserve(session)).node_id == node_id


async def test_a_rush_gets_distinct_ports_and_never_more_than_there_is(
    committed: Database,
) -> None:
    async with committed.unit_of_work() as session:
        for name in ("node-1", "node-2"):
            await make_node(session, name)

    async def one() -> Placement:
        async with committed.unit_of_work() as session:
            return await reserve(session)

    answers = await asyncio.gather(*(one() for _ in range(16)), return_exceptions=True)

    places = [answer for answer in answers if isinstance(answer, Placement)]
    assert len(places) == 8
    assert len({(place.node_id, place.port) for place in places}) == 8
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(error) for error in refused} == {NoCapacityError}
    async with committed.unit_of_work() as session:
        for rule in invariants("nodes"):
            assert (await session.execute(rule.offending)).all() == []


async def test_the_database_refuses_a_promise_above_capacity(session: AsyncSession) -> None:
    await make_node(session)
    with pytest.raises(IntegrityError, match="ck_node_capacity"):
        await session.execute(text("UPDATE node SET reserved_memory_mb = memory_mb + 1"))


async def test_a_node_that_fills_up_is_told_once(session: AsyncSession) -> None:
    await make_node(session)
    held = [new_id() for _ in range(4)]
    for one in held:
        await reserve(session, one)
    await service.release(session, held[0])
    await reserve(session)

    answer = await session.execute(text("SELECT type FROM event WHERE type = 'capacity.low'"))
    assert len(answer.all()) == 2


async def test_a_node_registers_again_under_its_name(session: AsyncSession) -> None:
    node_id = await make_node(session)
    await reserve(session)
    again = registration(cpu_millis=500, memory_mb=8_192, host="127.0.0.2")

    assert await registering.register(session, again) == node_id

    [address] = await service.nodes(session)
    assert address.host == "127.0.0.2"
    row = (await session.execute(text("SELECT cpu_millis, memory_mb FROM node"))).one()
    assert tuple(row) == (1_000, 8_192)


async def test_a_node_is_away_only_after_some_silence(session: AsyncSession) -> None:
    node_id = await make_node(session)
    await service.record_missed(session, node_id)
    [node] = await service.nodes(session)
    assert node.state is NodeState.READY

    with clock.freeze(clock.now() + timedelta(seconds=30)):
        await service.record_missed(session, node_id)
        await service.record_missed(session, node_id)
    [node] = await service.nodes(session)
    assert node.state is NodeState.UNREACHABLE


async def test_a_node_changes_its_state_along_the_graph_only(session: AsyncSession) -> None:
    node_id = await make_node(session)
    await service.undrain(session, STAFF, node_id)
    with clock.freeze(clock.now() + timedelta(seconds=30)):
        await service.record_missed(session, node_id)

    with pytest.raises(NodeStateError):
        await service.drain(session, STAFF, node_id)
    with pytest.raises(IntegrityError, match="may not go from unreachable to maintenance"):
        await session.execute(text("UPDATE node SET state = 'maintenance'"))


async def test_this_machine_can_be_registered(
    session: AsyncSession, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "get_settings", lambda: settings)
    node = await service.detect_node(NodeOptions())
    assert await registering.register(session, node) == await registering.register(session, node)


async def test_who_finds_a_node_full_waits_for_another_one_with_nothing_locked(
    committed: Database,
) -> None:
    async with committed.unit_of_work() as session:
        first = await make_node(session, "first", cpu_millis=1_000)
        second = await make_node(
            session, "second", cpu_millis=1_000, port_from=23_000, port_to=23_009
        )
    async with committed.unit_of_work() as holder:
        taken = await reserve(holder)
        assert taken.node_id == first

        async def wait() -> UUID:
            async with committed.unit_of_work() as session:
                place = await reserve(session)
                async with committed.unit_of_work() as other:
                    locked = text("SELECT 1 FROM node WHERE id = :id FOR UPDATE NOWAIT")
                    assert (await other.execute(locked, {"id": first})).all()
                return place.node_id

        waiting = asyncio.create_task(wait())
        while not await _somebody_waits(committed):  # noqa: ASYNC110  only the server knows
            await asyncio.sleep(0)  # the loop above asks the server
    assert await waiting == second


async def _somebody_waits(database: Database) -> bool:
    async with database.unit_of_work() as session:
        waits = await session.execute(
            text(
                "SELECT 1 FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )
        return bool(waits.all())
