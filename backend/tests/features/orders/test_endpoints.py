from datetime import timedelta
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.orders.schemas import AdminOrderRead, OrderRead
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.billing import make_offer
from tests.factories.orders import place, place_paid, tell_failure, wish_for
from tests.factories.users import make_staff
from tests.one_transaction import OneTransaction


async def _order(
    client: AsyncClient, customer: Customer, body: dict[str, str], key: str = "key-00001"
) -> Response:
    headers = customer.headers | {"Idempotency-Key": key}
    return await client.post("/orders", headers=headers, json=body)


async def test_an_order_is_placed_once_a_key(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    body = wish_for(await make_offer(session))
    await session.commit()
    first = await _order(client, customer, body)
    again = await _order(client, customer, body)
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.content == again.content
    order = first.json()
    assert first.headers["location"] == f"/api/v1/orders/{order['id']}"
    read = await client.get(f"/orders/{order['id']}", headers=customer.headers)
    assert read.json().keys() == OrderRead.model_validate(order).model_dump().keys()
    assert {**read.json(), "created_at": ""} == {**order, "created_at": ""}
    other = await _order(client, customer, body | {"hostname": "other"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert await session.scalar(text("SELECT count(*) FROM invoice")) == 1


async def test_what_the_owner_was_about_to_order_is_forgotten_once_something_is(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    body = wish_for(await make_offer(session))
    soon = clock.now() + timedelta(hours=1)
    values = {"plan": "base", "until": soon, "id": customer.account_id}
    await session.execute(
        text(
            "UPDATE account SET intended_plan = :plan, intended_period = 'month',"
            " intended_until = :until WHERE id = :id"
        ),
        values,
    )
    await session.commit()
    me = (await client.get("/me", headers=customer.headers)).json()
    assert me["order_intent"] == {"plan": "base", "period": "month"}
    assert (await _order(client, customer, body)).status_code == 201
    me = (await client.get("/me", headers=customer.headers)).json()
    assert me["order_intent"] is None


@pytest.mark.parametrize(
    "hostname",
    ["", "-a", "a-", "A", "a..b", ".a", "a.", "a_b", "a b", "a" * 64, "я", "a;rm", "a\n"],
)
async def test_a_hostname_is_a_hostname(
    client: AsyncClient, session: AsyncSession, customer: Customer, hostname: str
) -> None:
    body = wish_for(await make_offer(session), hostname)
    await session.commit()
    answer = await _order(client, customer, body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "hostname"


async def test_what_is_not_on_sale_is_not_sold(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    offer = await make_offer(session)
    hourly = await make_offer(session, plan="pro")
    await session.commit()
    missing = await _order(client, customer, wish_for(offer) | {"plan_id": str(new_id())})
    assert (missing.status_code, missing.json()["code"]) == (404, "offer_not_found")
    mixed = wish_for(offer) | {"price_id": str(hourly.price_id)}
    answer = await _order(client, customer, mixed, "key-00002")
    assert (answer.status_code, answer.json()["code"]) == (409, "offer_mismatch")
    priced = wish_for(offer) | {"amount": "1"}
    answer = await _order(client, customer, priced, "key-00003")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "amount")


async def test_an_address_is_proven_first(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    somebody = await make_customer(session, settings, verified=False)
    body = wish_for(await make_offer(session))
    await session.commit()
    answer = await _order(client, somebody, body)
    assert answer.status_code in {403, 409}
    assert await session.scalar(text('SELECT count(*) FROM "order"')) == 0


async def test_orders_are_listed_in_one_statement(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    staff: dict[str, str],
) -> None:
    counts = []
    for many in (1, 49):
        for _ in range(many):
            await place(session, customer)
        await client.get("/orders", headers=customer.headers)
        before = database.statements
        page = (await client.get("/orders?size=50", headers=customer.headers)).json()
        counts.append(database.statements - before)
    assert counts == [1, 1]
    assert len(page["items"]) == 50
    fields = OrderRead.model_validate(page["items"][0]).model_dump().keys()
    assert page["items"][0].keys() == fields
    seen = await client.get(f"/admin/orders?account_id={customer.account_id}", headers=staff)
    item = seen.json()["items"][0]
    assert item.keys() == AdminOrderRead.model_validate(item).model_dump().keys()
    assert (item["account_name"], seen.json()["total"]) == ("Acme", 50)
    one = await client.get(f"/admin/orders/{item['id']}", headers=staff)
    assert one.json() == item


async def _act(
    client: AsyncClient, headers: dict[str, str], order_id: UUID, action: str
) -> Response:
    return await client.post(f"/orders/{order_id}/actions/{action}", headers=headers)


async def test_a_customer_withdraws_an_order(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    order = await place(session, customer)
    answer = await _act(client, customer.headers, order.id, "cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    refund = await _act(client, customer.headers, order.id, "refund")
    assert (refund.status_code, refund.json()["code"]) == (409, "order_not_refundable")


async def test_a_customer_gets_a_failed_orders_money_back(
    client: AsyncClient, database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    await tell_failure(database, session, order.id)
    shown = await client.get(f"/orders/{order.id}", headers=customer.headers)
    assert shown.json()["failure"] == {"code": "image_missing", "params": {}}
    answer = await _act(client, customer.headers, order.id, "refund")
    assert (answer.status_code, answer.json()["status"]) == (200, "refunded")
    balance = await client.get("/balance", headers=customer.headers)
    assert balance.json()["balance"]["amount"] == order.total.amount


async def test_staff_refund_before_it_is_fulfilled(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    staff: dict[str, str],
) -> None:
    order = await place_paid(database, session, customer)
    path = f"/admin/orders/{order.id}/actions/refund"
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    await session.commit()
    key = {"Idempotency-Key": "key-00001"}
    why = {"reason": "  No room on a node "}
    for headers in (support, customer.headers):
        assert (await client.post(path, headers=headers | key, json=why)).status_code == 403
    assert (await client.post(path, headers=staff, json=why)).status_code == 422
    for reason in ("", "ab", "x" * 201, "two\nlines"):
        body = {"reason": reason}
        assert (await client.post(path, headers=staff | key, json=body)).status_code == 422
    shown = await client.get(f"/admin/orders/{order.id}", headers=staff)
    assert shown.json()["allowed_actions"] == ["refund"]
    seen = await client.get(f"/admin/orders/{order.id}", headers=support)
    assert seen.json()["allowed_actions"] == []
    answer = await client.post(path, headers=staff | key, json=why)
    again = await client.post(path, headers=staff | key, json=why)
    assert (answer.status_code, answer.json()["status"]) == (200, "refunded")
    assert (again.status_code, again.content) == (200, answer.content)
    other = await client.post(path, headers=staff | key, json={"reason": "Another"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    event = await session.scalar(text("SELECT payload FROM event WHERE type = 'order.refunded'"))
    assert event is not None
    assert (event["reason"], event["note"]) == ("refunded_by_staff", "No room on a node")
    entries = await client.get("/admin/ledger?kind=credit_note", headers=staff)
    (entry,) = entries.json()["items"]
    assert entry["reason"]["code"] == "refund.refunded_by_staff"
    assert entry["reason"]["params"]["reason"] == "No room on a node"


async def test_an_order_says_what_the_caller_may_do(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
) -> None:
    payer = await make_member(session, settings, customer.account, MemberRole.BILLING)
    waiting = await place(session, customer)
    paid = await place_paid(database, session, customer)

    async def allowed(headers: dict[str, str], order_id: UUID) -> list[str]:
        one = (await client.get(f"/orders/{order_id}", headers=headers)).json()
        listed = (await client.get("/orders", headers=headers)).json()["items"]
        assert one in listed
        actions: list[str] = one["allowed_actions"]
        return actions

    assert await allowed(customer.headers, waiting.id) == ["pay", "cancel"]
    assert await allowed(payer.headers, waiting.id) == ["pay"]
    assert await allowed(customer.headers, paid.id) == []
    await tell_failure(database, session, paid.id)
    assert await allowed(customer.headers, paid.id) == ["refund"]
    assert await allowed(payer.headers, paid.id) == []
    answer = await _act(client, customer.headers, waiting.id, "cancel")
    assert answer.json()["allowed_actions"] == []


async def test_somebody_elses_order_is_not_there(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    order = await place(session, await make_customer(session, settings))
    assert (await client.get(f"/orders/{order.id}", headers=customer.headers)).status_code == 404
    for action in ("cancel", "refund"):
        assert (await _act(client, customer.headers, order.id, action)).status_code == 404
    assert (await client.get("/orders", headers=customer.headers)).json()["items"] == []
