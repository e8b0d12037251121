from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.features.deployments.models import Service, ServiceStatus
from app.features.monitoring import service
from app.features.monitoring.models import Sample, SampleRollup
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
    with clock.freeze(_NOON + timedelta(days=90)):
        assert await service.delete_old(session) == (3, 3)


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
