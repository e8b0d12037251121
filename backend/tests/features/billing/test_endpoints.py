"""The API of billing as its callers meet it."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.query import PageRead
from app.features.billing import schemas, service
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.billing import give, make_order_invoice, make_subscription, run_step
from tests.factories.users import make_staff
from tests.fakes.payments import Json
from tests.one_transaction import OneTransaction

READS: list[tuple[str, type[BaseModel]]] = [
    ("/invoices", schemas.InvoiceRead),
    ("/payments", schemas.PaymentRead),
    ("/subscriptions", schemas.SubscriptionRead),
    ("/balance/entries", schemas.BalanceEntryRead),
]
STAFF_READS: list[tuple[str, type[BaseModel]]] = [
    ("/admin/invoices", schemas.AdminInvoiceRead),
    ("/admin/payments", schemas.AdminPaymentRead),
    ("/admin/ledger", schemas.LedgerEntryRead),
]


async def _fill(session: AsyncSession, account_id: UUID, many: int) -> None:
    for _ in range(many):
        await make_subscription(session, account_id, balance=10)
    await session.execute(
        text(
            "INSERT INTO payment (id, account_id, invoice_id, provider, status, amount, currency,"
            " created_at, checks, check_at, unresolved_calls, last_call_at) SELECT new_id(),"
            " account_id, id, 'sandbox', 'created',"
            " total, currency, now(), 0, now(), 1, now() FROM invoice WHERE account_id = :id"
        ),
        {"id": account_id},
    )
    await session.execute(
        text("UPDATE payment SET status = 'failed', failure = 'declined' WHERE account_id = :id"),
        {"id": account_id},
    )
    await session.commit()


async def _costly(
    client: AsyncClient, database: OneTransaction, path: str, headers: dict[str, str]
) -> tuple[Response, int]:
    """Read with a warm session and return the answer and its statements."""
    await client.get(path, headers=headers)
    before = database.statements
    return await client.get(path, headers=headers), database.statements - before


def _agrees(item: Json, schema: type[BaseModel]) -> bool:
    """Tell whether PostgreSQL's JSON has the schema's fields, no more and no less."""
    read = schema.model_validate(item).model_dump(mode="json")
    return item.keys() == read.keys()


@pytest.mark.parametrize(("path", "schema"), READS, ids=str)
async def test_lists_agree_with_their_schema_in_one_statement(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    path: str,
    schema: type[BaseModel],
) -> None:
    await _fill(session, customer.account_id, 1)
    one, cost = await _costly(client, database, path, customer.headers)
    assert one.status_code == 200, one.text
    assert all(_agrees(item, schema) for item in one.json()["items"])
    await _fill(session, customer.account_id, 49)
    answer, more = await _costly(client, database, f"{path}?size=50", customer.headers)
    fifty = answer.json()
    assert cost == more == 1
    assert len(fifty["items"]) == 50
    PageRead[schema].model_validate(fifty)  # type: ignore[valid-type]  # made by the case


@pytest.mark.parametrize(("path", "schema"), STAFF_READS, ids=str)
async def test_staff_see_everybodys_in_one_statement(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    staff: dict[str, str],
    path: str,
    schema: type[BaseModel],
) -> None:
    await _fill(session, customer.account_id, 3)
    theirs = f"{path}?account_id={customer.account_id}"
    answer, cost = await _costly(client, database, theirs, staff)
    assert cost == 1
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert len(items) >= 3
    assert all(_agrees(item, schema) for item in items)
    assert {item["account_name"] for item in items} == {"Acme"}
    stranger = await client.get(f"{path}?account_id={new_id()}", headers=staff)
    assert stranger.json()["items"] == []


async def test_an_invoice_has_its_lines_with_the_period_they_paid(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    made = await make_subscription(session, customer.account_id, plan="pro")
    await session.commit()
    answer = await client.get(f"/invoices/{made.invoice_id}", headers=customer.headers)
    invoice = answer.json()
    assert _agrees(invoice, schemas.InvoiceDetailRead)
    first, second = invoice["lines"]
    assert _agrees(first, schemas.InvoiceLineRead)
    assert first["description"]["code"] == "line.service"
    assert first["amount"] == first["unit"] == {"amount": 79_000, "currency": "RUB"}
    assert first["tax_rate"] == 2_000
    assert first["period_end"] > first["period_start"]
    assert (second["description"]["code"], second["period_start"]) == ("line.setup_fee", None)
    seen = await client.get(f"/admin/invoices/{made.invoice_id}", headers=staff)
    assert _agrees(seen.json(), schemas.AdminInvoiceDetailRead)


async def test_the_ledger_shows_its_legs(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    await give(session, customer.account_id, 700)
    await session.commit()
    (entry,) = (await client.get("/admin/ledger?q=for the", headers=staff)).json()["items"]
    legs = [(leg["kind"], leg["amount"]["amount"]) for leg in entry["postings"]]
    assert legs == [("adjustments", -700), ("customer_balance", 700)]
    assert entry["reason"] == {"code": "balance.adjusted", "params": {"reason": "for the test"}}
    assert entry["actor_kind"] == "system"


async def test_an_invoice_says_what_it_is_for_and_what_may_be_done(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    made = await make_subscription(session, customer.account_id)
    _, order_invoice = await make_order_invoice(session, customer.account_id)
    reader = await make_member(session, settings, customer.account, MemberRole.READ_ONLY)
    await session.commit()

    async def read(headers: dict[str, str], invoice_id: UUID) -> Json:
        one: Json = (await client.get(f"/invoices/{invoice_id}", headers=headers)).json()
        listed = (await client.get("/invoices", headers=headers)).json()["items"]
        (same,) = [item for item in listed if item["id"] == str(invoice_id)]
        assert same == {name: value for name, value in one.items() if name != "lines"}
        return one

    open_one = await read(customer.headers, order_invoice.invoice_id)
    told = {"plan": "Start", "image": "Static site", "hostname": "my-site"}
    assert open_one["subject"] == {"code": "line.service", "params": told}
    assert open_one["allowed_actions"] == ["pay"]
    assert (await read(reader.headers, order_invoice.invoice_id))["allowed_actions"] == []
    assert (await read(customer.headers, made.invoice_id))["allowed_actions"] == []


async def test_a_renewal_says_what_it_renews(
    client: AsyncClient, database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    made = await make_subscription(session, customer.account_id)
    await session.commit()
    with clock.freeze(clock.now() + timedelta(days=40)):
        await run_step(database, "invoice_due_periods")
    answer = await client.get(f"/invoices?subscription_id={made.id}", headers=customer.headers)
    (renewal,) = [item for item in answer.json()["items"] if item["order_id"] is None]
    assert renewal["subject"]["code"] == "line.renewal"
    assert renewal["subject"]["params"]["hostname"] == "my-site"
    assert renewal["allowed_actions"] == ["pay"]


async def test_one_payment_is_read_by_its_owner_and_by_staff(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    staff: dict[str, str],
) -> None:
    await _fill(session, customer.account_id, 1)
    (listed,) = (await client.get("/payments", headers=customer.headers)).json()["items"]
    path = f"/payments/{listed['id']}"
    one, cost = await _costly(client, database, path, customer.headers)
    assert (one.json(), cost) == (listed, 1)
    seen = await client.get(f"/admin{path}", headers=staff)
    assert _agrees(seen.json(), schemas.AdminPaymentRead)
    assert (seen.json()["id"], seen.json()["account_name"]) == (listed["id"], "Acme")
    stranger = await make_customer(session, settings)
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    await session.commit()
    assert (await client.get(path, headers=stranger.headers)).status_code == 404
    assert (await client.get(f"/payments/{new_id()}", headers=customer.headers)).status_code == 404
    for headers in (customer.headers, operator):
        assert (await client.get(f"/admin{path}", headers=headers)).status_code == 403


async def test_a_subscription_says_which_service_it_is_for(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    made = await make_subscription(session, customer.account_id)
    await session.commit()

    async def read() -> str | None:
        (one,) = (await client.get("/subscriptions", headers=customer.headers)).json()["items"]
        found: str | None = one["service_id"]
        return found

    assert await read() is None
    service_id = new_id()
    await service.link_service(session, made.id, service_id)
    await session.commit()
    assert await read() == str(service_id)


async def test_a_balance_and_what_moved_it(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    empty = await client.get("/balance", headers=customer.headers)
    assert empty.json() == {"balance": {"amount": 0, "currency": "RUB"}}
    made = await make_subscription(session, customer.account_id, balance=500)
    await make_order_invoice(session, customer.account_id)
    await session.commit()
    balance = await client.get("/balance", headers=customer.headers)
    assert balance.json() == {"balance": {"amount": 500, "currency": "RUB"}}
    entries = (await client.get("/balance/entries", headers=customer.headers)).json()["items"]
    told = [(entry["description"]["code"], entry["amount"]["amount"]) for entry in entries]
    assert told == [("entry.invoice", -19_000), ("entry.adjustment", 19_500)]
    assert entries[0]["invoice_id"] == str(made.invoice_id)
    assert entries[0]["description"]["params"]["number"].startswith("HW-")
    assert entries[1]["description"]["params"] == {"reason": "for the test"}
    summary = await client.get("/billing/summary", headers=customer.headers)
    assert summary.json() == {
        "unpaid_invoices": 1,
        "unpaid_total": {"amount": 19_000, "currency": "RUB"},
        "balance": {"amount": 500, "currency": "RUB"},
    }


@pytest.mark.parametrize("path", ["/invoices", "/payments", "/subscriptions", "/balance/entries"])
async def test_nothing_of_others_is_seen(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    path: str,
) -> None:
    other = await make_customer(session, settings, name="Other")
    await _fill(session, other.account_id, 2)
    listed = await client.get(path, headers=customer.headers)
    assert listed.json()["items"] == []
    refused = await client.get(path)
    assert refused.status_code == 401
    unknown = await client.get(f"{path}?account_id={other.account_id}", headers=customer.headers)
    assert unknown.status_code == 422


async def test_somebody_elses_invoice_is_not_there(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    other = await make_customer(session, settings)
    _, order_invoice = await make_order_invoice(session, other.account_id)
    await session.commit()
    for method, path in (("GET", ""), ("POST", "/actions/pay")):
        answer = await client.request(
            method,
            f"/invoices/{order_invoice.invoice_id}{path}",
            headers=customer.headers | {"Idempotency-Key": f"key-{new_id()}"},
            json={"method": "balance"} if method == "POST" else None,
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_filters_narrow_a_list(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    made = await make_subscription(session, customer.account_id)
    await make_order_invoice(session, customer.account_id)
    with clock.freeze(clock.now() - timedelta(days=60)):
        await make_order_invoice(session, customer.account_id)
    await session.commit()

    async def count(query: str) -> int:
        answer = await client.get(f"/invoices?{query}", headers=customer.headers)
        total: int = answer.json()["total"]
        return total

    assert await count("status=paid") == 1
    assert await count("status=paid&status=issued&sort=-total") == 3
    assert await count("overdue=true") == 1
    assert await count("overdue=false&status=issued") == 1
    assert await count(f"subscription_id={made.id}") == 1
    assert await count("created_at__lte=2020-01-01T00:00:00Z") == 0
    assert await count("q=-000001") == 1
