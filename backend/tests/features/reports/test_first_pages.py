"""The first pages: right sums, nothing of another's, no money for who may not see it."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock
from app.core.context import ActorKind
from app.core.settings import Settings
from app.dao.query import EXACT_UP_TO
from app.features.catalog.models import Period
from app.features.deployments.models import (
    Operation,
    OperationKind,
    OperationState,
    ServiceStatus,
)
from app.features.reports import service
from app.features.reports.dao.totals import TOTALS, Total
from app.features.reports.models import ReportTotal, TotalName
from app.features.reports.schemas import OverviewRead, SummaryRead
from app.manifest import staff_permissions
from tests.factories.accounts import make_customer, make_member
from tests.factories.billing import give
from tests.factories.nodes import make_node
from tests.factories.notifications import NOW, Sale, make_sale
from tests.factories.users import make_staff
from tests.one_transaction import OneTransaction

RUB = "RUB"


async def _overview(client: AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/admin/overview", headers=headers)
    assert answer.status_code == 200, answer.text
    OverviewRead.model_validate(answer.json())
    body: dict[str, Any] = answer.json()
    return body


async def _summary(client: AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/me/summary", headers=headers)
    assert answer.status_code == 200, answer.text
    SummaryRead.model_validate(answer.json())
    body: dict[str, Any] = answer.json()
    return body


async def _failed(session: AsyncSession, sale: Sale) -> Operation:
    operation = Operation(
        service_id=sale.service.id,
        account_id=sale.account_id,
        kind=OperationKind.CREATE,
        state=OperationState.FAILED,
        step="place",
        run_at=NOW,
        deadline=NOW,
        error_code="no_capacity",
        actor_kind=ActorKind.SYSTEM,
    )
    session.add(operation)
    await session.flush()
    sale.service.operation_id = operation.id
    await session.flush()
    return operation


async def test_an_empty_installation_is_all_zeros(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    staff = await make_staff(session, settings)
    nothing = {"amount": 0, "currency": RUB}
    assert await _overview(client, staff) == {
        "mrr": nothing,
        "active_services": 0,
        "orders_today": 0,
        "paid_orders_waiting": 0,
        "failed_operations": 0,
        "unpaid_invoices": 0,
        "unpaid_total": nothing,
        "nodes": [],
        "recent_failures": [],
        "counted_at": None,
    }


async def test_the_overview_adds_up(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    account_id = customer.account_id
    await make_sale(session, account_id)
    await make_sale(session, account_id, period=Period.HOUR, status=ServiceStatus.SUSPENDED)
    broken = await make_sale(session, account_id, hostname="api", status=ServiceStatus.FAILED)
    operation = await _failed(session, broken)
    await make_node(session)
    await session.execute(text("UPDATE node SET reserved_memory_mb = 1365"))
    with clock.freeze(NOW.replace(hour=23)):
        found = await _overview(client, await make_staff(session, settings))
    with clock.freeze(NOW + timedelta(days=1)):
        tomorrow = await _overview(client, await make_staff(session, settings))
    assert tomorrow["orders_today"] == 0
    assert found["mrr"] == {"amount": 12_000 * 732, "currency": RUB}
    assert found["active_services"] == 1
    assert found["orders_today"] == 3
    assert found["paid_orders_waiting"] == 3
    assert found["unpaid_invoices"] == 3
    assert found["unpaid_total"] == {"amount": 36_000, "currency": RUB}
    (node,) = found["nodes"]
    loads = [node[f"{what}_used_percent"] for what in ("cpu", "memory", "disk")]
    assert (node["name"], node["state"], loads) == ("node-1", "ready", [0, 33, 0])
    assert found["failed_operations"] == 1
    (failure,) = found["recent_failures"]
    assert failure["operation_id"] == str(operation.id)
    assert (failure["hostname"], failure["error_code"]) == ("api", "no_capacity")


async def test_an_operation_that_succeeded_since_is_no_failure(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    staff = await make_staff(session, settings)
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id)
    await _failed(session, sale)
    sale.service.operation_id = None
    await session.flush()
    assert (await _overview(client, staff))["failed_operations"] == 0


_MANY_ORDERS = text(
    """
    INSERT INTO "order"
    SELECT (jsonb_populate_record(NULL::"order", to_jsonb(one) || jsonb_build_object(
        'id', uuidv7(), 'invoice_id', uuidv7(), 'subscription_id', NULL,
        'number', 'many-' || uuidv7()))).*
    FROM (SELECT * FROM "order" LIMIT 1) AS one, generate_series(1, :count)
    """
)


async def _make_orders(session: AsyncSession, count: int) -> None:
    await session.execute(text("SET LOCAL session_replication_role = replica"))
    await session.execute(_MANY_ORDERS, {"count": count})
    await session.execute(text("SET LOCAL session_replication_role = origin"))


async def test_a_total_too_large_for_a_page_is_counted_beforehand(
    client: AsyncClient, session: AsyncSession, settings: Settings, database: OneTransaction
) -> None:
    staff = await make_staff(session, settings)
    customer = await make_customer(session, settings)
    await make_sale(session, customer.account_id)

    async def shown() -> tuple[int, bool]:
        found = await _overview(client, staff)
        return found["paid_orders_waiting"], found["counted_at"] is not None

    await _make_orders(session, EXACT_UP_TO - 1)
    await service.count_totals(database)
    assert await shown() == (EXACT_UP_TO, False)
    await _make_orders(session, 5)
    await service.count_totals(database)
    await _make_orders(session, 5)
    assert await shown() == (EXACT_UP_TO + 5, True)
    await session.execute(text("UPDATE report_total SET counted_at = now() - interval '2 days'"))
    assert await shown() == (EXACT_UP_TO + 5, True)
    await service.count_totals(database)
    assert await shown() == (EXACT_UP_TO + 10, True)
    await session.execute(text("DELETE FROM \"order\" WHERE number LIKE 'many-%'"))
    await service.count_totals(database)
    assert await shown() == (1, False)


async def test_what_was_counted_yesterday_is_not_shown_as_of_today(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    staff = await make_staff(session, settings)
    session.add(ReportTotal(name=TotalName.ORDERS_TODAY, value=20_000))
    await session.flush()
    assert (await _overview(client, staff))["orders_today"] == 20_000
    with clock.freeze(clock.now() + timedelta(days=1)):
        assert (await _overview(client, staff))["orders_today"] == 0


async def test_a_total_that_cannot_be_counted_stops_no_other(
    session: AsyncSession,
    settings: Settings,
    database: OneTransaction,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer = await make_customer(session, settings)
    await make_sale(session, customer.account_id)
    await _make_orders(session, EXACT_UP_TO)
    broken = Total(TotalName.MRR, select(literal_column("no_such_column").label("value")))
    monkeypatch.setattr(service, "TOTALS", (broken, *TOTALS))
    await service.count_totals(database)
    counted = set(await session.scalars(select(col(ReportTotal.name))))
    assert counted == {TotalName.PAID_ORDERS_WAITING, TotalName.ORDERS_TODAY}


@pytest.mark.parametrize("role", BuiltInRole)
async def test_every_staff_role_may_read_the_overview(
    client: AsyncClient, session: AsyncSession, settings: Settings, role: BuiltInRole
) -> None:
    found = await _overview(client, await make_staff(session, settings, role))
    sees_money = role is not BuiltInRole.OPERATOR
    assert (found["mrr"] is not None) == sees_money
    assert (found["unpaid_total"] is not None) == sees_money
    assert (found["unpaid_invoices"] is not None) == sees_money
    held = staff_permissions()[role]
    assert (found["nodes"] is not None) == (Permission.NODES_READ in held)


async def test_customers_have_no_overview(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    answer = await client.get("/admin/overview", headers=customer.headers)
    assert answer.status_code == 403


async def test_the_summary_counts_the_accounts_services_and_debt(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    stranger = await make_customer(session, settings)
    for status in (
        ServiceStatus.ACTIVE,
        ServiceStatus.STOPPED,
        ServiceStatus.SUSPENDED,
        ServiceStatus.FAILED,
        ServiceStatus.DELETED,
    ):
        await make_sale(session, customer.account_id, status=status)
    await give(session, customer.account_id, 7_050)
    assert await _summary(client, customer.headers) == {
        "services": {"total": 4, "active": 1, "attention": 2},
        "unpaid_invoices": 5,
        "unpaid_total": {"amount": 60_000, "currency": RUB},
        "balance": {"amount": 7_050, "currency": RUB},
    }
    nothing = {"amount": 0, "currency": RUB}
    assert await _summary(client, stranger.headers) == {
        "services": {"total": 0, "active": 0, "attention": 0},
        "unpaid_invoices": 0,
        "unpaid_total": nothing,
        "balance": nothing,
    }


async def test_money_is_left_out_for_a_member_who_may_not_see_it(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    owner = await make_customer(session, settings)
    technician = await make_member(session, settings, owner.account, MemberRole.TECHNICAL)
    found = await _summary(client, technician.headers)
    assert (found["unpaid_total"], found["balance"]) == (None, None)
    assert found["services"]["total"] == 0


async def test_staff_without_an_account_have_no_summary(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    staff = await make_staff(session, settings)
    assert (await client.get("/me/summary", headers=staff)).status_code == 403


async def test_each_first_page_is_one_statement(
    client: AsyncClient, session: AsyncSession, settings: Settings, database: OneTransaction
) -> None:
    staff = await make_staff(session, settings)
    customer = await make_customer(session, settings)
    await make_sale(session, customer.account_id)
    await _overview(client, staff)
    await _summary(client, customer.headers)
    before = database.statements
    await _overview(client, staff)
    await _summary(client, customer.headers)
    assert database.statements - before == 2
