from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.deployments.models import Service
from app.features.monitoring import service
from app.features.monitoring.models import METRICS, CheckState, CheckStatus, SampleRollup
from app.features.monitoring.providers.http import Limits
from app.features.monitoring.schemas import AdminCheckPage, ChecksRead, MetricsRead
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.monitoring import make_intervals, make_samples, make_service
from tests.factories.users import make_staff
from tests.features.monitoring.origin import BROKEN, WELL, Origin
from tests.one_transaction import OneTransaction

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_UP, _DOWN, _UNKNOWN = CheckStatus.UP, CheckStatus.DOWN, CheckStatus.UNKNOWN


@pytest.fixture
async def shop(session: AsyncSession, customer: Customer, node: UUID) -> Service:
    return await make_service(session, customer.account_id, node)


def _ago(**of: float) -> datetime:
    return _NOON - timedelta(**of)


async def _graph(client: AsyncClient, customer: Customer, shop: Service, interval: str) -> Any:
    with clock.freeze(_NOON + timedelta(seconds=1)):
        answer = await client.get(
            f"/services/{shop.id}/metrics", params={"range": interval}, headers=customer.headers
        )
    assert answer.status_code == 200
    MetricsRead.model_validate_json(answer.content)
    return answer.json()


@pytest.mark.parametrize(
    ("interval", "step", "buckets"),
    [
        ("1h", 30, 120),
        ("6h", 120, 180),
        ("24h", 300, 288),
        ("7d", 1800, 336),
        ("30d", 7200, 360),
        ("1y", 86_400, 365),
    ],
)
async def test_a_graph_is_a_fixed_grid_that_ends_now(
    client: AsyncClient, customer: Customer, shop: Service, interval: str, step: int, buckets: int
) -> None:
    graph = await _graph(client, customer, shop, interval)
    last = int(_NOON.timestamp()) // step * step
    assert graph["step_seconds"] == step
    assert graph["at"] == [last - step * n for n in reversed(range(buckets))]
    assert graph["cpu_percent"] == graph["memory_mb"] == [None] * buckets


async def test_samples_are_averaged_by_bucket_and_a_gap_is_a_gap(
    session: AsyncSession, client: AsyncClient, customer: Customer, shop: Service
) -> None:
    readings = [
        (_ago(seconds=90), 10.0, 100.0),
        (_ago(seconds=75), 20.004, 101.0),
        (_ago(seconds=30), 50.0, 200.0),
        (_NOON, 7.0, 8.0),
        (_ago(minutes=70), 99.0, 99.0),
    ]
    await make_samples(session, shop.id, readings)
    await make_samples(session, new_id(), [(_ago(seconds=60), 99.0, 99.0)])
    graph = await _graph(client, customer, shop, "1h")
    assert graph["cpu_percent"][-4:] == [15.0, None, 50.0, 7.0]
    assert graph["memory_mb"][-4:] == [100.5, None, 200.0, 8.0]
    assert set(graph["cpu_percent"][:-4]) == {None}


@pytest.mark.parametrize("interval", ["24h", "7d"])
async def test_long_graphs_show_from_roll_ups_what_the_samples_said(
    session: AsyncSession, client: AsyncClient, customer: Customer, shop: Service, interval: str
) -> None:
    uneven = [(_ago(minutes=55), 90.0, 10.0)]
    uneven += [(_ago(minutes=45) + timedelta(seconds=15 * n), 30.0, 40.0) for n in range(5)]
    await make_samples(session, shop.id, uneven)
    await service.roll_up(session)
    graph = await _graph(client, customer, shop, interval)
    shown = {
        at: values
        for at, *values in zip(graph["at"], graph["cpu_percent"], graph["memory_mb"], strict=True)
        if values != [None, None]
    }
    noon = int(_NOON.timestamp())
    assert shown == (
        {noon - 55 * 60: [90.0, 10.0], noon - 45 * 60: [30.0, 40.0]}
        if interval == "24h"
        else {noon - 60 * 60: [40.0, 35.0]}
    )


_ONLY_MEASURED = ("disk_mb", "disk_read_rate", "network_in_rate")


async def test_a_graph_of_what_the_node_does_not_measure_is_not_offered(
    session: AsyncSession, client: AsyncClient, customer: Customer, shop: Service
) -> None:
    await make_samples(session, shop.id, [(_ago(seconds=30), 1.0, 2.0)])
    await service.roll_up(session)
    for interval in ("1h", "7d", "1y"):
        graph = await _graph(client, customer, shop, interval)
        assert [graph[name] for name in _ONLY_MEASURED] == [None] * 3
        assert isinstance(graph["cpu_percent"], list)


@pytest.mark.parametrize("interval", ["1h", "6h", "24h", "7d", "30d", "1y"])
async def test_a_service_that_stands_still_keeps_the_graphs_of_what_was_measured(
    session: AsyncSession, client: AsyncClient, customer: Customer, shop: Service, interval: str
) -> None:
    session.add(
        SampleRollup(
            service_id=shop.id,
            at=_ago(hours=7),
            cpu_percent=1,
            memory_mb=1,
            disk_mb=300,
            network_in_rate=0,
            samples=20,
        )
    )
    await session.flush()
    await service.roll_up_further(session)
    graph = await _graph(client, customer, shop, interval)
    measured = {value for value in graph["disk_mb"] if value is not None}
    assert measured == (set() if interval in {"1h", "6h"} else {300.0})
    assert (len(graph["network_in_rate"]), graph["disk_read_rate"]) == (len(graph["at"]), None)


async def test_a_graph_is_one_statement(
    client: AsyncClient, customer: Customer, shop: Service, database: OneTransaction
) -> None:
    await _graph(client, customer, shop, "1h")
    before = database.statements
    await _graph(client, customer, shop, "24h")
    assert database.statements - before <= 2


@pytest.mark.parametrize("query", ["range=2h", "range=", "Range=1h", "range=1h&step=1"])
async def test_an_unknown_range_is_refused(
    client: AsyncClient, customer: Customer, shop: Service, query: str
) -> None:
    answer = await client.get(f"/services/{shop.id}/metrics?{query}", headers=customer.headers)
    assert answer.status_code == 422


@pytest.mark.parametrize("what", ["metrics", "checks"])
async def test_another_account_s_service_and_a_missing_one_are_not_found(
    session: AsyncSession, settings: Settings, client: AsyncClient, shop: Service, what: str
) -> None:
    stranger = await make_customer(session, settings, name="Rival")
    for service_id in (shop.id, new_id(), "7"):
        path = f"/services/{service_id}/{what}"
        assert (await client.get(path, headers=stranger.headers)).status_code == 404
    assert (await client.get(f"/services/{shop.id}/{what}")).status_code == 401


async def test_a_member_for_billing_only_sees_no_graphs(
    session: AsyncSession,
    settings: Settings,
    client: AsyncClient,
    customer: Customer,
    shop: Service,
) -> None:
    clerk = await make_member(session, settings, customer.account, MemberRole.BILLING)
    answer = await client.get(f"/services/{shop.id}/metrics", headers=clerk.headers)
    assert answer.status_code == 403


async def _checks(client: AsyncClient, customer: Customer, shop: Service) -> Any:
    with clock.freeze(_NOON):
        answer = await client.get(f"/services/{shop.id}/checks", headers=customer.headers)
    assert answer.status_code == 200
    ChecksRead.model_validate_json(answer.content)
    return answer.json()


async def test_a_service_nobody_checked_is_unknown(
    client: AsyncClient, customer: Customer, shop: Service
) -> None:
    assert await _checks(client, customer, shop) == {
        "status": "unknown",
        "uptime_24h": None,
        "last_checked_at": None,
        "latency_ms": None,
        "history": [],
    }


async def test_status_and_history_tell_what_the_checks_saw(
    database: OneTransaction,
    session: AsyncSession,
    client: AsyncClient,
    customer: Customer,
    shop: Service,
    origin: Origin,
) -> None:
    port = await origin.serve(WELL)
    shop.address = f"http://127.0.0.1:{port}"
    await session.flush()
    for minutes, behaviour in ((4, WELL), (3, WELL), (2, BROKEN), (1, BROKEN)):
        origin.change(port, behaviour)
        with clock.freeze(_ago(minutes=minutes)):
            await service.check_services(database, Limits(timeout=1))
    answer = await _checks(client, customer, shop)
    assert answer.pop("latency_ms") >= 0
    assert answer == {
        "status": "down",
        "uptime_24h": 75.0,
        "last_checked_at": "2026-03-01T11:59:00+00:00",
        "history": [
            {
                "status": "down",
                "from": "2026-03-01T11:59:00+00:00",
                "to": None,
                "reason": "http_503",
            },
            {
                "status": "up",
                "from": "2026-03-01T11:56:00+00:00",
                "to": "2026-03-01T11:59:00+00:00",
                "reason": None,
            },
        ],
    }


async def test_where_nobody_looks_any_more_nothing_is_known(
    database: OneTransaction,
    session: AsyncSession,
    client: AsyncClient,
    customer: Customer,
    shop: Service,
    origin: Origin,
) -> None:
    shop.address = f"http://127.0.0.1:{await origin.serve(WELL)}"
    await session.flush()
    with clock.freeze(_ago(minutes=60)):
        await service.check_services(database, Limits(timeout=1))
    answer = await _checks(client, customer, shop)
    assert (answer["status"], answer["uptime_24h"]) == ("unknown", 100.0)
    assert answer["last_checked_at"] == "2026-03-01T11:00:00+00:00"


Interval = tuple[CheckStatus, float, float]


@pytest.mark.parametrize(
    ("intervals", "uptime"),
    [
        ([(_UP, 48, 0)], 100.0),
        ([(_DOWN, 48, 0)], 0.0),
        ([(_UNKNOWN, 48, 0)], None),
        ([(_UP, 48, 30)], None),
        ([(_UP, 48, 6), (_DOWN, 6, 0)], 75.0),
        ([(_DOWN, 48, 23), (_UP, 23, 0)], 95.833),
        ([(_UP, 20, 11), (_UNKNOWN, 11, 1), (_DOWN, 1, 0)], 90.0),
        ([(_UP, 1, -5)], 100.0),
    ],
)
async def test_uptime_counts_the_checked_seconds_of_the_last_day(
    session: AsyncSession,
    client: AsyncClient,
    customer: Customer,
    shop: Service,
    intervals: list[Interval],
    uptime: float | None,
) -> None:
    moments = [(status, _ago(hours=begin), _ago(hours=end)) for status, begin, end in intervals]
    await make_intervals(session, shop.id, moments)
    assert (await _checks(client, customer, shop))["uptime_24h"] == uptime


async def test_history_is_the_newest_fifty(
    session: AsyncSession, client: AsyncClient, customer: Customer, shop: Service
) -> None:
    intervals = [(_UP, _ago(minutes=n), _ago(minutes=n - 1)) for n in range(60, 0, -1)]
    await make_intervals(session, shop.id, intervals)
    begins = [period["from"] for period in (await _checks(client, customer, shop))["history"]]
    assert begins == [_ago(minutes=n).isoformat() for n in range(1, 51)]


async def test_staff_list_checks_by_status(
    session: AsyncSession, settings: Settings, client: AsyncClient, customer: Customer, node: UUID
) -> None:
    for hostname, status in (("well", _UP), ("sick", _DOWN), ("idle", _UNKNOWN)):
        one = await make_service(session, customer.account_id, node, hostname=hostname)
        since = _ago(hours=len(hostname + status))
        state = CheckState(
            service_id=one.id, enabled=status is not _UNKNOWN, status=status, since=since
        )
        session.add(state)
    await session.flush()
    staff = await make_staff(session, settings, BuiltInRole.SUPPORT)

    async def listed(query: str) -> list[str]:
        answer = await client.get(f"/admin/checks?{query}", headers=staff)
        assert answer.status_code == 200
        AdminCheckPage.model_validate_json(answer.content)
        return [item["hostname"] for item in answer.json()["items"]]

    assert await listed("") == ["well", "sick", "idle"]
    assert await listed("status=down&status=unknown&sort=hostname") == ["idle", "sick"]
    assert await listed("enabled=false") == ["idle"]
    assert await listed(f"account_id={new_id()}") == []
    assert await listed("q=sic") == ["sick"]
    assert (await client.get("/admin/checks?status=ill", headers=staff)).status_code == 422


async def test_customers_do_not_list_everybody_s_checks(
    client: AsyncClient, customer: Customer
) -> None:
    assert (await client.get("/admin/checks", headers=customer.headers)).status_code == 403


async def test_a_long_graph_is_read_from_the_index_alone(session: AsyncSession) -> None:
    key = await session.scalar(
        text("SELECT pg_get_indexdef('pk_sample_rollup'::regclass)"),
    )
    assert key is not None
    assert key.endswith(f"(service_id, at) INCLUDE ({', '.join(METRICS)}, samples)")
