"""What the tests of payments do again and again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient, Response
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.features.billing.schemas import OrderInvoice
from tests.factories.accounts import Customer
from tests.factories.billing import balance as balance_of
from tests.factories.billing import drain_feature, events_of, make_order_invoice
from tests.fakes.payments import Json, PaymentProvider, notice, signed
from tests.one_transaction import OneTransaction


async def post(client: AsyncClient, customer: Customer, path: str, body: Json) -> Response:
    """Send a request under a key of its own."""
    key = {"Idempotency-Key": f"key-{new_id()}"}
    return await client.post(path, json=body, headers=customer.headers | key)


@dataclass(frozen=True)
class Buyer:
    """A customer with a browser, who pays at the provider; what comes of it is looked up here."""

    client: AsyncClient
    database: OneTransaction
    session: AsyncSession
    customer: Customer
    provider: PaymentProvider

    @property
    def account_id(self) -> UUID:
        """Return the account that pays."""
        return self.customer.account_id

    async def post(self, path: str, body: Json) -> Response:
        """Send a request under a key of its own."""
        return await post(self.client, self.customer, path, body)

    async def order_invoice(self) -> OrderInvoice:
        """Be billed for an order."""
        _, order_invoice = await make_order_invoice(self.session, self.account_id)
        await self.session.commit()
        return order_invoice

    async def pay(self, invoice_id: UUID) -> Json:
        """Press the button of an invoice; return the payment it began."""
        answer = await self.post(f"/invoices/{invoice_id}/actions/pay", {"method": "sandbox"})
        assert answer.status_code == 200, answer.text
        payment: Json = answer.json()["payment"]
        return payment

    async def top_up(self, amount: int = 50_000) -> Json:
        """Begin a top-up of so many minor units; return its payment."""
        answer = await self.post("/balance/top-ups", {"amount": amount, "provider": "sandbox"})
        assert answer.status_code == 201, answer.text
        payment: Json = answer.json()
        return payment

    async def press(self, payment: Json, action: str = "pay") -> None:
        """Press a button of the provider's checkout; its webhook is lost."""
        await self.provider.press(payment["checkout_url"], action, "lost")

    async def row(self, payment: Json) -> Row[Any]:
        """Return a payment as it is in the database now."""
        found = await self.session.execute(
            text("SELECT * FROM payment WHERE id = :id"), {"id": payment["id"]}
        )
        return found.one()

    async def told(self, payment: Json) -> None:
        """Have the provider's webhook about a payment brought, and let its job run."""
        await told(self.client, self.database, (await self.row(payment)).provider_reference)

    async def paid(self, payment: Json) -> None:
        """Pay at the checkout, and have us told of it."""
        await self.press(payment)
        await self.told(payment)

    async def checked(self, hours: float = 2) -> None:
        """Let the time of every check come, and the checks be made."""
        with clock.freeze(clock.now() + timedelta(hours=hours)):
            await run_tick(self.database, "billing.schedule_payment_checks")
            await drain_feature(self.database, "billing")

    async def balance(self) -> int:
        """Return what is in the balance, in minor units."""
        return (await balance_of(self.session, self.account_id)).amount

    async def facts(self) -> list[str]:
        """Return what was told of the account, in order."""
        return await events_of(self.session, self.account_id)


async def told(client: AsyncClient, database: OneTransaction, reference: str) -> None:
    """Bring a webhook about a payment, and let its job run."""
    body = notice(reference, event=f"evt_{new_id()}")
    headers = {"Sandbox-Signature": signed(body)}
    answer = await client.post("/webhooks/sandbox", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    await drain_feature(database, "billing")
