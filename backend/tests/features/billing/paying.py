"""What the tests of payments do again and again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient, Response
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.features.billing.schemas import OrderBill
from tests.factories.accounts import Customer
from tests.factories.billing import drain_feature, make_bill
from tests.fakes.payments import Json, notice, signed
from tests.one_transaction import OneTransaction


async def post(client: AsyncClient, customer: Customer, path: str, body: Json) -> Response:
    """Send a request under a key of its own."""
    key = {"Idempotency-Key": f"key-{new_id()}"}
    return await client.post(path, json=body, headers=customer.headers | key)


async def pay(client: AsyncClient, customer: Customer, invoice_id: UUID) -> Json:
    """Press the button of an invoice; return the payment it began."""
    path = f"/invoices/{invoice_id}/actions/pay"
    answer = await post(client, customer, path, {"method": "sandbox"})
    assert answer.status_code == 200, answer.text
    payment: Json = answer.json()["payment"]
    return payment


async def top_up(client: AsyncClient, customer: Customer, amount: int = 50_000) -> Json:
    """Begin a top-up of so many minor units; return its payment."""
    body = {"amount": amount, "provider": "sandbox"}
    answer = await post(client, customer, "/balance/top-ups", body)
    assert answer.status_code == 201, answer.text
    payment: Json = answer.json()
    return payment


async def bill_of(session: AsyncSession, customer: Customer) -> OrderBill:
    """Bill a customer for an order."""
    _, bill = await make_bill(session, customer.account_id)
    await session.commit()
    return bill


async def told(client: AsyncClient, database: OneTransaction, reference: str) -> None:
    """Bring a webhook about a payment, and let its job run."""
    body = notice(reference, event=f"evt_{new_id()}")
    headers = {"Sandbox-Signature": signed(body)}
    answer = await client.post("/webhooks/sandbox", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    await drain_feature(database, "billing")


async def payment_row(session: AsyncSession, payment_id: str) -> Row[Any]:
    """Return a payment as it is in the database now."""
    found = await session.execute(text("SELECT * FROM payment WHERE id = :id"), {"id": payment_id})
    return found.one()


async def check_now(database: OneTransaction, hours: int = 2) -> None:
    """Let the time of every check come, and the checks be made."""
    with clock.freeze(clock.now() + timedelta(hours=hours)):
        await run_tick(database, "billing.reconcile_open")
        await drain_feature(database, "billing")
