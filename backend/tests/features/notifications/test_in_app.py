"""In-app notifications: one an event and rule, read by each person for themselves."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.events.billing import BalanceLow, InvoiceIssued, PaymentSucceeded
from app.events.deployments import OperationFailed, ServiceActivated
from app.events.models import EventRow
from app.events.monitoring import CheckDown, CheckUp
from app.features.notifications import service
from app.features.notifications.schemas import NotificationPage
from app.manifest import Channel, notification_rules
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.notifications import (
    NOW,
    invoice_event,
    mailed_facts,
    make_sale,
    service_event,
    tell,
    tell_again,
)
from tests.factories.users import make_staff
from tests.one_transaction import OneTransaction


async def _notify(session: AsyncSession, customer: Customer, times: int) -> None:
    sale = await make_sale(session, customer.account_id)
    for _ in range(times):
        event = service_event(ServiceActivated, sale, address="http://127.0.0.1:21000")
        await tell(session, event, customer.account_id)


async def _list(client: AsyncClient, who: Customer, query: str = "") -> list[dict[str, Any]]:
    answer = await client.get(f"/notifications?{query}", headers=who.headers)
    assert answer.status_code == 200, answer.text
    NotificationPage.model_validate(answer.json())
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def _unread(client: AsyncClient, who: Customer) -> int:
    answer = await client.get("/notifications/summary", headers=who.headers)
    count: int = answer.json()["unread"]
    return count


async def test_an_event_is_shown_once(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    sale = await make_sale(session, customer.account_id)
    event = service_event(ServiceActivated, sale, address="http://127.0.0.1:21000")
    await tell(session, event, customer.account_id)
    await tell_again(session, event)
    (line,) = await _list(client, customer)
    assert line["event_type"] == "service.activated"
    assert line["text"] == {"ru": "Услуга shop работает", "en": "shop is running"}
    assert (line["tone"], line["path"]) == ("positive", f"/panel/services/{sale.service.id}")
    assert line["service_id"] == str(sale.service.id)
    assert line["read_at"] is None


async def test_a_new_notification_is_pushed_to_live_pages(
    session: AsyncSession, customer: Customer
) -> None:
    await _notify(session, customer, 1)
    told = await session.scalars(select(EventRow).where(col(EventRow.type) == "notification.added"))
    assert [row.account_id for row in told] == [customer.account_id]


async def test_each_person_reads_for_themselves(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    colleague = await make_member(session, settings, customer.account, MemberRole.ADMIN)
    await _notify(session, customer, 3)
    first = (await _list(client, customer))[0]["id"]
    path = f"/notifications/{first}/actions/read"
    for _ in range(2):
        assert (await client.post(path, headers=customer.headers)).status_code == 204
    assert (await _unread(client, customer), await _unread(client, colleague)) == (2, 3)
    assert len(await _list(client, customer, "unread=true")) == 2
    (seen,) = await _list(client, customer, "unread=false")
    assert (seen["id"], seen["read_at"] is not None) == (first, True)

    answer = await client.post("/notifications/actions/read-all", headers=customer.headers)
    assert answer.status_code == 204
    assert (await _unread(client, customer), await _unread(client, colleague)) == (0, 3)


async def test_another_accounts_notifications_are_not_there(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    stranger = await make_customer(session, settings)
    await _notify(session, customer, 1)
    (line,) = await _list(client, customer)
    path = f"/notifications/{line['id']}/actions/read"
    theirs = await client.post(path, headers=stranger.headers)
    nothing = await client.post(f"/notifications/{new_id()}/actions/read", headers=stranger.headers)
    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert theirs.json()["code"] == nothing.json()["code"]
    await client.post("/notifications/actions/read-all", headers=stranger.headers)
    assert await _list(client, stranger) == []
    assert (await _unread(client, stranger), await _unread(client, customer)) == (0, 1)


async def test_staff_without_an_account_have_no_notifications(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    staff = await make_staff(session, settings)
    assert (await client.get("/notifications", headers=staff)).status_code == 403
    assert (await client.get("/notifications")).status_code == 401


async def test_what_is_about_money_is_shown_to_those_who_see_invoices(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    technician = await make_member(session, settings, customer.account, MemberRole.TECHNICAL)
    sale = await make_sale(session, customer.account_id)
    await tell(session, invoice_event(InvoiceIssued, sale), customer.account_id)
    await _notify(session, customer, 1)
    assert await _unread(client, customer) == 2
    assert await _unread(client, technician) == 1
    types = [line["event_type"] for line in await _list(client, technician)]
    assert types == ["service.activated"]


SHOWN = [
    rule.name
    for rule in notification_rules().values()
    if rule.channels == {Channel.IN_APP, Channel.EMAIL}
]
RINGING = ("invoice", "balance", "payment", "service", "order")


@pytest.mark.parametrize(
    "kind",
    [name for name in SHOWN if name.startswith(RINGING)],
)
async def test_what_is_mailed_to_an_account_is_shown_too(
    client: AsyncClient, session: AsyncSession, customer: Customer, kind: str
) -> None:
    sale = await make_sale(session, customer.account_id)
    event = mailed_facts(sale, customer.user.id)[kind]
    await tell(session, event, customer.account_id)
    (line,) = await _list(client, customer)
    assert line["event_type"] == event.type
    assert line["service_id"] or line["invoice_id"]


async def test_what_is_only_shown(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    sale = await make_sale(session, customer.account_id)
    operation = {"operation_id": new_id(), "service_id": sale.service.id, "step": "stop"}
    payment = {"payment_id": new_id(), "provider": "sandbox", "amount": 5, "currency": "RUB"}
    invoice_id = sale.invoice.id
    for event in (
        CheckDown(service_id=sale.service.id, reason="timeout"),
        CheckUp(service_id=sale.service.id, reason=""),
        OperationFailed(**operation, kind="stop", progress=0, code="node_unreachable"),
        OperationFailed(**operation, kind="create", progress=0, code="node_unreachable"),
        PaymentSucceeded(**payment),
        PaymentSucceeded(**payment, invoice_id=invoice_id),
    ):
        await tell(session, event, customer.account_id)
    lines = await _list(client, customer, "sort=created_at")
    assert [(line["event_type"], line["text"]["en"]) for line in lines] == [
        ("check.down", "shop is not responding"),
        ("check.up", "shop is responding again"),
        ("operation.failed", "An operation failed: shop"),
        ("payment.succeeded", "₽0.05 added to your balance"),
    ]


async def test_what_is_gone_is_not_shown(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    low = BalanceLow(invoice_id=new_id(), missing=5, currency="RUB", due_at=NOW)
    for event in (CheckDown(service_id=new_id(), reason="timeout"), low):
        await tell(session, event, customer.account_id)
    assert await _list(client, customer) == []


@pytest.mark.parametrize("query", ["page=0", "size=201", "sort=params", "unread=perhaps", "x=1"])
async def test_what_the_list_does_not_know_is_refused(
    client: AsyncClient, customer: Customer, query: str
) -> None:
    answer = await client.get(f"/notifications?{query}", headers=customer.headers)
    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_a_long_list_takes_as_many_statements_as_a_short_one(
    client: AsyncClient, session: AsyncSession, customer: Customer, database: OneTransaction
) -> None:
    counts = []
    for more in (1, 49):
        await _notify(session, customer, more)
        await _list(client, customer)
        before = database.statements
        items = await _list(client, customer, "size=50")
        counts.append((len(items), database.statements - before))
    assert counts == [(1, 1), (50, 1)]


async def test_marking_all_takes_two_statements_however_many_there_are(
    client: AsyncClient, session: AsyncSession, customer: Customer, statements: list[str]
) -> None:
    await _notify(session, customer, 20)
    statements.clear()
    await client.post("/notifications/actions/read-all", headers=customer.headers)
    assert len([one for one in statements if "SAVEPOINT" not in one]) == 2


async def test_what_was_seen_is_deleted_after_half_a_year(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    for age in (timedelta(days=181), timedelta(days=179)):
        with clock.freeze(clock.now() - age):
            await _notify(session, customer, 1)
    await client.post("/notifications/actions/read-all", headers=customer.headers)
    await _notify(session, customer, 1)
    await service.prune_in_app(session)
    assert len(await _list(client, customer)) == 2


async def test_what_nobody_saw_is_kept_for_a_year(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    for age in (timedelta(days=366), timedelta(days=364)):
        with clock.freeze(clock.now() - age):
            await _notify(session, customer, 1)
    await service.prune_in_app(session)
    assert len(await _list(client, customer)) == 1


async def test_an_event_of_staff_is_shown_to_no_account(
    session: AsyncSession, customer: Customer
) -> None:
    sale = await make_sale(session, customer.account_id)
    event = service_event(ServiceActivated, sale, address="http://127.0.0.1:21000")
    nobody: UUID | None = None
    await tell(session, event, nobody)
