from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.features.deployments.models import Service, ServiceStatus
from app.features.monitoring import service
from app.features.monitoring.models import Sample, SampleDay, SampleHour, SampleRollup
from app.features.monitoring.service import sampling
from tests.factories.accounts import Customer
from tests.factories.monitoring import make_samples, make_service
from tests.factories.nodes import make_node
from tests.features.monitoring.metered import Meters
from tests.one_transaction import OneTransaction

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def shop(session: AsyncSession, customer: Customer, node: UUID) -> Service:
    return await make_service(session, customer.account_id, node)


async def _samples(session: AsyncSession) -> dict[UUID, tuple[datetime, float, float]]:
    rows = (await session.scalars(select(Sample))).all()
    return {one.service_id: (one.at, one.cpu_percent, one.memory_mb) for one in rows}


async def test_every_running_service_is_read_with_one_call_a_node(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    node: UUID,
    shop: Service,
    meters: Meters,
) -> None:
    neighbour = await make_service(session, customer.account_id, node)
    other_node = await make_node(session, "node-2", driver="metered")
    far = await make_service(session, customer.account_id, other_node)
    await make_service(session, customer.account_id, node, status=ServiceStatus.STOPPED)
    meters.usage = {f"hw-{shop.id}": (12.5, 64.0), f"hw-{neighbour.id}": (250.0, 512.5)}
    with clock.freeze(_NOON):
        assert await service.take_samples(database) == 3
    assert await _samples(session) == {
        shop.id: (_NOON, 12.5, 64.0),
        neighbour.id: (_NOON, 250.0, 512.5),
        far.id: (_NOON, 1.0, 10.0),
    }
    asked = {place: [sorted(names) for names in calls] for place, calls in meters.asked.items()}
    here = sorted([f"hw-{shop.id}", f"hw-{neighbour.id}"])
    assert asked == {str(node): [here], str(other_node): [[f"hw-{far.id}"]]}


async def test_nodes_that_fail_or_never_answer_cost_only_their_own_readings(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    shop: Service,
    meters: Meters,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sampling, "_NODE_SECONDS", 0.1)
    gone = await make_node(session, "gone", driver="metered")
    deaf = await make_node(session, "deaf", driver="metered")
    strange = await make_node(session, "strange", driver="nobody knows it")
    for node_id in (gone, deaf, strange):
        await make_service(session, customer.account_id, node_id)
    meters.gone, meters.deaf = {str(gone)}, {str(deaf)}
    assert await service.take_samples(database) == 1
    assert list(await _samples(session)) == [shop.id]


async def test_readings_that_are_no_numbers_are_left_out(
    database: OneTransaction, shop: Service, meters: Meters
) -> None:
    meters.usage = {f"hw-{shop.id}": (float("nan"), 1.0)}
    assert await service.take_samples(database) == 0


async def test_what_a_driver_cannot_measure_is_not_zero(
    database: OneTransaction, session: AsyncSession, shop: Service, meters: Meters
) -> None:
    meters.more = {"disk_mb": 512.0, "network_in_rate": 2048.0}
    assert await service.take_samples(database) == 1
    sample = await session.get_one(Sample, (shop.id, (await _samples(session))[shop.id][0]))
    assert (sample.disk_mb, sample.network_in_rate) == (512.0, 2048.0)
    assert (sample.disk_read_rate, sample.network_out_rate) == (None, None)


async def test_a_rate_that_is_no_number_is_left_out(
    database: OneTransaction, shop: Service, meters: Meters
) -> None:
    meters.more = {"network_in_rate": float("inf")}
    assert await service.take_samples(database) == 0
    assert shop.id


async def test_nothing_running_writes_nothing(database: OneTransaction, node: UUID) -> None:
    assert node
    assert await service.take_samples(database) == 0


async def test_the_roll_up_is_the_average_of_the_samples_and_repeats_itself(
    session: AsyncSession, shop: Service
) -> None:
    readings = [(_NOON + timedelta(seconds=15 * n), float(n), 2.0 * n) for n in range(30)]
    await make_samples(session, shop.id, readings)
    assert await service.roll_up(session) == 2
    await make_samples(session, shop.id, [(_NOON + timedelta(seconds=599), 100.0, 0.0)])
    assert await service.roll_up(session) == 1
    rows = select(SampleRollup).order_by(col(SampleRollup.at))
    first, second = (await session.scalars(rows)).all()
    assert (first.at, first.samples) == (_NOON, 20)
    assert first.cpu_percent == pytest.approx(sum(range(20)) / 20)
    assert first.memory_mb == pytest.approx(2 * sum(range(20)) / 20)
    assert (second.at, second.samples) == (_NOON + timedelta(minutes=5), 11)
    assert second.cpu_percent == pytest.approx((sum(range(20, 30)) + 100) / 11)


async def test_a_pause_of_the_roll_up_is_made_up_for(session: AsyncSession, shop: Service) -> None:
    await make_samples(session, shop.id, [(_NOON, 1.0, 1.0)])
    await service.roll_up(session)
    later = [(_NOON + timedelta(minutes=5 * n), float(n), 1.0) for n in range(1, 25)]
    await make_samples(session, shop.id, later)
    assert await service.roll_up(session) == 25


async def _hours(session: AsyncSession, table: type[SampleHour | SampleDay]) -> list[Any]:
    rows = select(table).order_by(col(table.at))
    return [
        (one.at, one.cpu_percent, one.network_in_rate, one.samples)
        for one in (await session.scalars(rows)).all()
    ]


async def test_hours_and_days_weigh_what_they_average_by_its_samples(
    session: AsyncSession, shop: Service
) -> None:
    for minutes, cpu, rate, samples in ((0, 10.0, None, 20), (5, 40.0, 6.0, 10), (70, 1.0, 2.0, 5)):
        session.add(
            SampleRollup(
                service_id=shop.id,
                at=_NOON + timedelta(minutes=minutes),
                cpu_percent=cpu,
                memory_mb=1,
                network_in_rate=rate,
                samples=samples,
            )
        )
    await session.flush()
    assert await service.roll_up_further(session) == 3
    hour = _NOON + timedelta(hours=1)
    assert await _hours(session, SampleHour) == [(_NOON, 20.0, 6.0, 30), (hour, 1.0, 2.0, 5)]
    [day] = await _hours(session, SampleDay)
    assert day[0] == _NOON.replace(hour=0)
    assert day[1] == pytest.approx((20 * 30 + 1 * 5) / 35)
    assert day[3] == 35


async def test_hours_of_the_past_are_made_a_stretch_at_a_time_and_none_is_left_out(
    session: AsyncSession, shop: Service
) -> None:
    moments = [*range(10), *range(40, 50), 100]
    for hours in moments:
        at = _NOON + timedelta(hours=hours)
        session.add(
            SampleRollup(service_id=shop.id, at=at, cpu_percent=hours, memory_mb=1, samples=20)
        )
    await session.flush()
    for _ in range(8):
        await service.roll_up_further(session)
    assert [value for _, value, _, _ in await _hours(session, SampleHour)] == moments


async def test_averages_wait_for_the_next_level(session: AsyncSession, shop: Service) -> None:
    session.add(SampleRollup(service_id=shop.id, at=_NOON, cpu_percent=1, memory_mb=1, samples=20))
    await session.flush()
    with clock.freeze(_NOON + timedelta(days=20)):
        assert await service.delete_old(session) == (0, 0)
        await service.roll_up_further(session)
        assert await service.delete_old(session) == (0, 0)
        session.add(
            SampleRollup(service_id=shop.id, at=clock.now(), cpu_percent=1, memory_mb=1, samples=1)
        )
        await session.flush()
        await service.roll_up_further(session)
        assert await service.delete_old(session) == (0, 1)
    with clock.freeze(_NOON + timedelta(days=20 + 14 + 14, hours=12)):
        assert (await service.delete_old(session))[1] == 1


async def test_retention_deletes_what_is_old_and_says_how_much(
    session: AsyncSession, shop: Service
) -> None:
    old = [(_NOON - timedelta(days=1, seconds=15 * n), 1.0, 1.0) for n in range(1, 41)]
    kept = [(_NOON - timedelta(days=1) + timedelta(seconds=15 * n), 1.0, 1.0) for n in range(3)]
    await make_samples(session, shop.id, old + kept)
    await service.roll_up(session)
    with clock.freeze(_NOON):
        assert await service.delete_old(session) == (40, 0)
        assert await service.delete_old(session) == (0, 0)
    left = (await session.scalars(select(col(Sample.at)))).all()
    assert sorted(left) == [at for at, _, _ in kept]
    await service.roll_up_further(session)
    with clock.freeze(_NOON + timedelta(days=90)):
        assert (await service.delete_old(session))[0] == 3
    with clock.freeze(_NOON + timedelta(days=401)):
        await service.delete_old(session)
        assert await _hours(session, SampleDay) == []


@pytest.mark.parametrize("count", [1, 50])
async def test_samples_take_as_many_statements_for_one_as_for_fifty(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    node: UUID,
    statements: list[str],
    count: int,
) -> None:
    for _ in range(count):
        await make_service(session, customer.account_id, node)
    statements.clear()
    assert await service.take_samples(database) == count
    assert len(statements) == 7  # two units of work
