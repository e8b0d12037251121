from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.celery.queues import Queue
from app.celery.schedule import beat_schedule, run_tick
from app.core import clock
from app.dao.locks import try_lock
from app.dao.session import Database
from app.features.monitoring import service
from app.features.monitoring.models import (
    CheckState,
    CheckStatus,
    Sample,
    SampleDay,
    SampleHour,
    SampleRollup,
    StatusInterval,
)
from app.features.monitoring.service import sampling
from app.manifest import invariants
from tests.factories.accounts import make_account
from tests.factories.monitoring import make_service
from tests.factories.nodes import make_node
from tests.features.monitoring.metered import Meters
from tests.features.monitoring.origin import WELL, Origin


@pytest.fixture
async def shop_id(committed: Database, meters: Meters, origin: Origin) -> UUID:
    assert not meters.asked
    port = await origin.serve(WELL)
    async with committed.unit_of_work() as session:
        account = await make_account(session)
        node_id = await make_node(session, driver="metered")
        return (await make_service(session, account.id, node_id, port=port)).id


async def _count(database: Database, table: type) -> int:
    async with database.unit_of_work() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_ticks_keep_what_they_saw(committed: Database, shop_id: UUID) -> None:
    for tick in ("sample", "sample", "roll_up", "roll_up_further", "check", "check"):
        await run_tick(committed, f"monitoring.{tick}")
    assert await _count(committed, Sample) == 2
    assert await _count(committed, SampleRollup) in {1, 2}
    assert await _count(committed, SampleDay) in {1, 2}
    assert await _count(committed, StatusInterval) == 1
    async with committed.unit_of_work() as session:
        assert (await session.get_one(CheckState, shop_id)).status is CheckStatus.UP
        for rule in invariants("monitoring"):
            assert (await session.execute(rule.offending)).all() == [], rule.name
    with clock.freeze(clock.now() + sampling.LEVELS[-1].keep + timedelta(days=2)):
        await run_tick(committed, "monitoring.delete_old")
    for table in (Sample, SampleRollup, SampleHour, SampleDay):
        assert await _count(committed, table) == 0


async def test_two_workers_with_the_same_tick_check_once(
    committed: Database, shop_id: UUID, origin: Origin
) -> None:
    await service.check_services(committed)
    async with committed.unit_of_work() as busy:
        assert await try_lock(busy, "monitoring.check")
        await run_tick(committed, "monitoring.check")
    assert sum(origin.calls.values()) == 1
    assert shop_id


def test_the_ticks_run_on_their_own_queue_at_their_own_pace() -> None:
    ours = {name: entry for name, entry in beat_schedule().items() if name.startswith("monit")}
    assert {name: entry["schedule"] for name, entry in ours.items()} == {
        "monitoring.sample": 15,
        "monitoring.check": 60,
        "monitoring.roll_up": 60,
        "monitoring.roll_up_further": 600,
        "monitoring.delete_old": 600,
    }
    assert {entry["options"]["queue"] for entry in ours.values()} == {Queue.MONITORING.value}
