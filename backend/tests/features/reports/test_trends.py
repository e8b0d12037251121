"""The business by day agrees with the rows it is counted from, however often it is counted."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import BuiltInRole
from app.core import clock, json
from app.core.context import Actor, ActorKind, acting
from app.core.settings import Settings
from app.dao.invariant import offenders
from app.features.billing import service as billing
from app.features.billing.models import Payment, PaymentStatus
from app.features.billing.service import payments
from app.features.deployments.models import Operation, OperationKind, OperationState
from app.features.reports import service
from app.features.reports.dao import trends
from app.features.reports.models import ReportDay, TrendMetric
from app.features.reports.schemas import TrendRange, TrendsRead
from app.manifest import invariants
from tests.dao.bulk import fill
from tests.databases import copy_of
from tests.factories.accounts import make_account, make_customer
from tests.factories.billing import make_subscription
from tests.factories.notifications import Sale, make_sale
from tests.factories.users import make_staff
from tests.one_transaction import OneTransaction

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
async def _a_request() -> AsyncIterator[None]:
    with acting(Actor(ActorKind.SYSTEM), "test"), clock.freeze(NOW):
        yield


@pytest.fixture
async def account_id(session: AsyncSession) -> UUID:
    with clock.freeze(_ago(900)):
        return (await make_account(session)).id


def _ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


async def _trends(client: AsyncClient, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/admin/overview/trends?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    read = TrendsRead.model_validate_json(answer.content)
    assert read.model_dump(mode="json").keys() == answer.json().keys()
    body: dict[str, Any] = answer.json()
    return body


async def _open(
    session: AsyncSession, account_id: UUID, amount: int, at: datetime, currency: str = "RUB"
) -> Payment:
    payment = Payment(
        account_id=account_id,
        provider="sandbox",
        amount=amount,
        currency=currency,
        created_at=at - timedelta(days=2),
    )
    session.add(payment)
    await session.flush()
    payment.status = PaymentStatus.PENDING
    await session.flush()
    return payment


async def _pay(
    session: AsyncSession, account_id: UUID, amount: int, at: datetime, *, currency: str = "RUB"
) -> None:
    payment = await _open(session, account_id, amount, at, currency)
    with clock.freeze(at):
        await payments._succeed(session, payment)


async def _decline(session: AsyncSession, account_id: UUID, at: datetime) -> None:
    payment = await _open(session, account_id, 5, at)
    with clock.freeze(at):
        await payments._fail(session, payment, PaymentStatus.FAILED, "declined")


async def _fail(session: AsyncSession, sale: Sale, at: datetime) -> Operation:
    operation = Operation(
        service_id=sale.service.id,
        account_id=sale.account_id,
        kind=OperationKind.START,
        state=OperationState.FAILED,
        step="place",
        run_at=at,
        deadline=at,
        finished_at=at,
        actor_kind=ActorKind.SYSTEM,
    )
    session.add(operation)
    await session.flush()
    return operation


async def _refund(session: AsyncSession, at: datetime) -> int:
    with clock.freeze(_ago(900)):
        made = await make_subscription(session)
    with clock.freeze(at):
        return (await billing.refund_invoice(session, made.invoice_id, "asked")).total


async def _kept(session: AsyncSession) -> dict[tuple[str, str, date], int]:
    rows = await session.scalars(
        select(ReportDay).execution_options(populate_existing=True).where(col(ReportDay.value) != 0)
    )
    return {(row.metric.value, row.currency, row.day): row.value for row in rows}


_INDEPENDENT = text(
    """
    SELECT 'revenue', currency, day, sum(amount)::bigint FROM (
        SELECT currency, date(timezone('UTC', finished_at)) AS day, amount
        FROM payment WHERE status IN ('succeeded', 'disputed', 'won', 'lost')
        UNION ALL
        SELECT currency, date(timezone('UTC', issued_at)), -total FROM credit_note
    ) AS moved WHERE day > :before GROUP BY currency, day HAVING sum(amount) <> 0
    UNION ALL
    SELECT 'orders', '', date(timezone('UTC', created_at)), count(*) FROM "order"
    WHERE date(timezone('UTC', created_at)) > :before GROUP BY 3
    UNION ALL
    SELECT 'sign_ups', '', date(timezone('UTC', created_at)), count(*) FROM account
    WHERE date(timezone('UTC', created_at)) > :before GROUP BY 3
    """
)


async def _independently(session: AsyncSession) -> dict[tuple[str, str, date], int]:
    before = TODAY - timedelta(days=service.KEPT_DAYS)
    found = await session.execute(_INDEPENDENT, {"before": before})
    return {(metric, currency, day): value for metric, currency, day, value in found}


async def test_days_agree_with_the_rows_and_counting_again_changes_nothing(
    session: AsyncSession, database: OneTransaction, account_id: UUID
) -> None:
    for days, amount in ((0, 700), (0.7, 90), (1, 20_050), (40, 300), (729, 1), (731, 5_000)):
        await _pay(session, account_id, amount, _ago(days))
    await _pay(session, account_id, 1_500, _ago(1), currency="JPY")
    await _refund(session, _ago(3))
    for days in (0, 2, 100):
        with clock.freeze(_ago(days)):
            await make_account(session)
    sale = await make_sale(session, account_id)
    await session.execute(text('UPDATE "order" SET created_at = :at'), {"at": _ago(5)})
    await service.count_days(database)
    counted = await _kept(session)
    assert counted == await _independently(session)
    assert counted["revenue", "JPY", TODAY - timedelta(days=1)] == 1_500
    assert counted["revenue", "RUB", TODAY - timedelta(days=3)] == -19_000
    assert counted["orders", "", TODAY - timedelta(days=5)] == 1
    assert sale.order.id
    await service.count_days(database)
    assert await _kept(session) == counted


async def test_a_day_ends_at_midnight_of_utc(
    session: AsyncSession, database: OneTransaction, account_id: UUID
) -> None:
    midnight = NOW.replace(hour=0)
    await _pay(session, account_id, 1, midnight - timedelta(microseconds=1))
    await _pay(session, account_id, 20, midnight)
    await service.count_days(database)
    counted = await _kept(session)
    yesterday = TODAY - timedelta(days=1)
    assert (counted["revenue", "RUB", yesterday], counted["revenue", "RUB", TODAY]) == (1, 20)


async def test_what_is_late_finds_its_day_and_what_was_tried_again_leaves_it(
    session: AsyncSession, database: OneTransaction, account_id: UUID
) -> None:
    sale = await make_sale(session, account_id)
    operation = await _fail(session, sale, _ago(2))
    await _fail(session, sale, _ago(2))
    await _decline(session, account_id, _ago(1))
    await service.count_days(database)
    failed = "failed_operations", "", TODAY - timedelta(days=2)
    assert (await _kept(session))[failed] == 2
    assert (await _kept(session))["failed_payments", "", TODAY - timedelta(days=1)] == 1
    await _pay(session, account_id, 40, _ago(6))
    operation.state, operation.finished_at = OperationState.QUEUED, None
    await session.flush()
    await service.count_days(database)
    counted = await _kept(session)
    assert counted["revenue", "RUB", TODAY - timedelta(days=6)] == 40
    assert counted[failed] == 1


async def test_a_row_that_nothing_makes_any_more_goes(
    session: AsyncSession, database: OneTransaction
) -> None:
    row = ReportDay(metric=TrendMetric.REVENUE, currency="EUR", day=TODAY, value=7)
    session.add(row)
    await session.flush()
    await service.count_days(database)
    assert ("revenue", "EUR", TODAY) not in await _kept(session)


async def test_a_pause_of_the_workers_is_made_up_for_and_old_days_go(
    session: AsyncSession, database: OneTransaction, account_id: UUID
) -> None:
    with clock.freeze(_ago(60)):
        await service.count_days(database)
    await _pay(session, account_id, 40, _ago(50))
    await service.count_days(database)
    day = TODAY - timedelta(days=50)
    assert (await _kept(session))["revenue", "RUB", day] == 40
    span = text("SELECT min(day), max(day), count(DISTINCT day) FROM report_day")
    oldest = TODAY - timedelta(days=service.KEPT_DAYS - 1)
    assert (await session.execute(span)).one() == (oldest, TODAY, service.KEPT_DAYS)


async def test_a_period_is_compared_with_the_one_before(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    database: OneTransaction,
    account_id: UUID,
) -> None:
    staff = await make_staff(session, settings)
    for days, amount in ((0, 700), (6, 50), (7, 1_000), (13, 2), (14, 9_999)):
        await _pay(session, account_id, amount, _ago(days))
    await _decline(session, account_id, _ago(1))
    await service.count_days(database)
    found = await _trends(client, staff, "range=7d")
    assert (found["days"][0], found["days"][-1]) == ("2026-11-14", "2026-11-20")
    assert found["revenue"] == [
        {
            "currency": "RUB",
            "values": [50, 0, 0, 0, 0, 0, 700],
            "previous": [2, 0, 0, 0, 0, 0, 1_000],
            "total": 750,
            "previous_total": 1_002,
        }
    ]
    assert found["failed_payments"]["values"] == [0, 0, 0, 0, 0, 1, 0]
    assert datetime.fromisoformat(found["counted_at"]) == NOW


@pytest.mark.parametrize("span", TrendRange)
async def test_every_range_has_its_days(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    database: OneTransaction,
    span: TrendRange,
) -> None:
    staff = await make_staff(session, settings)
    await service.count_days(database)
    before = database.statements
    found = await _trends(client, staff, f"range={span}")
    assert database.statements - before <= 2  # who asks, and what they asked
    assert len(found["days"]) == span.days
    assert [len(found["orders"][one]) for one in ("values", "previous")] == [span.days, span.days]


async def test_nothing_counted_yet_is_zeros_and_says_so(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    found = await _trends(client, await make_staff(session, settings))
    assert (found["revenue"], found["counted_at"], len(found["days"])) == ([], None, 30)
    assert found["sign_ups"]["values"] == [0] * 30


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        (BuiltInRole.ADMIN, set()),
        (BuiltInRole.SUPPORT, set()),
        (BuiltInRole.BILLING, set()),
        (BuiltInRole.OPERATOR, {"revenue", "failed_payments"}),
    ],
)
async def test_staff_see_what_their_permissions_allow(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    role: BuiltInRole,
    hidden: set[str],
) -> None:
    found = await _trends(client, await make_staff(session, settings, role))
    assert {name for name, value in found.items() if value is None} - {"counted_at"} == hidden


async def test_customers_see_none_of_it_and_nothing_else_can_be_asked(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    path = "/admin/overview/trends"
    assert (await client.get(path, headers=customer.headers)).status_code == 403
    assert (await client.get(path)).status_code == 401
    staff = await make_staff(session, settings)
    for query in ("range=2y", "range=", "days=7"):
        assert (await client.get(f"{path}?{query}", headers=staff)).status_code == 422


async def test_verify_sees_a_day_that_differs_from_the_books(
    session: AsyncSession, database: OneTransaction, account_id: UUID
) -> None:
    (rule,) = invariants("reports")
    now = await session.scalar(text("SELECT now()"))
    await _pay(session, account_id, 40, now - timedelta(days=4))
    with clock.freeze(now):
        await service.count_days(database)
    assert await offenders(session, rule) == []
    await session.execute(text("UPDATE report_day SET value = 41 WHERE metric = 'revenue'"))
    assert len(await offenders(session, rule)) == 1


def _scanned(plan: dict[str, Any]) -> set[str]:
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*(_scanned(child) for child in plan.get("Plans", ())))


async def test_counting_reads_the_days_and_no_whole_table(template: str) -> None:
    dated = {"order", "account", "operation", "payment", "ledger_entry"}
    sql = str(trends._COUNT).replace("CAST(:first", "CAST('2026-11-20'")
    async with copy_of(template) as address:
        connection = await asyncpg.connect(address.replace("+asyncpg", ""))
        await fill(connection, dated | {"ledger_posting", "ledger_account"})
        now = await connection.fetchval("SELECT now()")
        moments = {
            "since": f"'{now - timedelta(days=1)}'::timestamptz",
            "until": f"'{now}'::timestamptz",
            "first": f"'{now.date()}'",
            "last": f"'{now.date()}'",
            "counted_at": "now()",
        }
        for name, value in moments.items():
            sql = sql.replace(f":{name}", value)
        plan = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}"))[0]["Plan"]
        await connection.close()
    assert _scanned(plan) & dated == set()
