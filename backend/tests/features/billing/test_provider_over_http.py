"""Panel and provider as two programs on sockets: webhooks doubled, lost, late and shuffled.

At the end the ledger is compared with the provider's own books.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from app.celery.schedule import run_tick
from app.core import clock, http
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from app.features.billing import service
from app.features.billing.providers import registry
from app.features.billing.providers.sandbox import SandboxGateway
from app.features.billing.service import payments
from app.main import create_app
from tests.factories.accounts import Customer, make_customer
from tests.factories.billing import balance, broken_rules, drain_feature, make_order_invoice
from tests.fakes.payments import API_KEY, WEBHOOK_SECRET, Json, PaymentProvider
from tests.sandbox.serving import address_of, bound_socket, serving


@dataclass(frozen=True)
class Panel:
    """The panel as it is served, and who uses it."""

    address: str
    database: Database
    customer: Customer

    async def post(self, path: str, body: Json, key: str = "") -> Json:
        """Send one request as the customer."""
        headers = self.customer.headers | {"Idempotency-Key": key or f"key-{new_id()}"}
        async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.post(f"{self.address}/api/v1{path}", json=body, headers=headers)
        found: Json = answer.json()
        return found

    async def order_invoices(self, many: int) -> list[UUID]:
        """Issue invoices to the customer."""
        async with self.database.unit_of_work() as session:
            made = [
                await make_order_invoice(session, self.customer.account_id) for _ in range(many)
            ]
        return [order_invoice.invoice_id for _, order_invoice in made]

    async def notices(self) -> int:
        """Return how many different notices arrived."""
        async with self.database.unit_of_work() as session:
            count: int = await session.scalar(text("SELECT count(*) FROM provider_event")) or 0
        return count

    async def arrived(self, many: int) -> None:
        """Wait for so many notices."""
        async with asyncio.timeout(20):
            while await self.notices() < many:  # noqa: ASYNC110  it comes over a socket
                await asyncio.sleep(0.05)


@pytest.fixture
async def panel(
    committed: Database,
    settings: Settings,
    provider: PaymentProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Panel]:
    assert provider.address
    opened = bound_socket()
    address = address_of(opened)
    here = settings.model_copy(update={"api_url": address, "public_url": address})
    monkeypatch.setattr(payments, "get_settings", lambda: here)
    async with committed.unit_of_work() as session:
        customer = await make_customer(session, here)
    async with serving(create_app(here, committed), opened):
        yield Panel(address, committed, customer)


async def _books_agree(panel: Panel, provider: PaymentProvider) -> None:
    books = await provider.books()
    async with panel.database.unit_of_work() as session:
        rows = await session.execute(
            text(
                "SELECT payment.provider_reference, amount FROM ledger_entry"
                " JOIN payment ON payment.id = ledger_entry.payment_id ORDER BY 1"
            )
        )
        ours = sorted((row.provider_reference, row.amount) for row in rows)
        assert await broken_rules(session) == []
    captured = [one for one in books["payments"] if one["status"] == "succeeded"]
    assert ours == sorted((one["id"], one["amount"]) for one in captured)


async def test_every_payment_counts_once_whatever_the_webhooks_do(
    panel: Panel, provider: PaymentProvider
) -> None:
    await provider.misbehave(duplicate=2, shuffle=True)
    invoices = await panel.order_invoices(4)
    paths = [f"/invoices/{one}/actions/pay" for one in invoices]
    answers = await asyncio.gather(*(panel.post(path, {"method": "sandbox"}) for path in paths))
    scenarios = ("normal", "lost", "twice", "delayed")
    for answer, scenario in zip(answers, scenarios, strict=True):
        await provider.press(answer["payment"]["checkout_url"], "pay", scenario)
    await panel.arrived(3)
    await asyncio.gather(*(drain_feature(panel.database, "billing") for _ in range(2)))
    with clock.freeze(clock.now().replace(year=clock.now().year + 1)):
        await run_tick(panel.database, "billing.schedule_payment_checks")
        await drain_feature(panel.database, "billing")
    async with panel.database.unit_of_work() as session:
        for one in invoices:
            assert (await service.invoice_state(session, one)).status == "paid"
        assert (await balance(session, panel.customer.account_id)).amount == 0
    await _books_agree(panel, provider)


async def test_twenty_presses_of_the_button_make_one_payment(
    panel: Panel, provider: PaymentProvider
) -> None:
    """Ten with one key, ten with keys of their own, all at once."""
    (invoice,) = await panel.order_invoices(1)
    path = f"/invoices/{invoice}/actions/pay"
    same = [panel.post(path, {"method": "sandbox"}, "key-of-one-click") for _ in range(10)]
    others = [panel.post(path, {"method": "sandbox"}) for _ in range(10)]
    answers = await asyncio.gather(*same, *others)
    assert len({answer["payment"]["id"] for answer in answers}) == 1
    assert len({answer["payment"]["checkout_url"] for answer in answers}) == 1
    assert len((await provider.books())["payments"]) == 1
    await provider.press(answers[0]["payment"]["checkout_url"], "pay", "twice")
    await panel.arrived(1)
    await drain_feature(panel.database, "billing")
    await _books_agree(panel, provider)


async def test_lost_answers_lose_no_money(panel: Panel, provider: PaymentProvider) -> None:
    """The provider made the payments and could not say so; the buyer never saw a checkout."""
    await provider.misbehave(drop_answer=2)
    body = {"amount": 700, "provider": "sandbox"}
    answers = [await panel.post("/balance/top-ups", body) for _ in range(2)]
    assert {answer["status"] for answer in answers} == {"unknown"}
    books = await provider.books()
    for payment in books["payments"]:
        await provider.press(payment["checkout_url"], "pay")
    await panel.arrived(2)
    await drain_feature(panel.database, "billing")
    async with panel.database.unit_of_work() as session:
        assert (await balance(session, panel.customer.account_id)).amount == 1_400
    await _books_agree(panel, provider)


async def test_a_forged_notice_at_the_open_door_has_no_effect(panel: Panel) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{panel.address}/api/v1/webhooks/sandbox", content=b"{}")
    assert answer.status_code == 400
    assert await panel.notices() == 0


class WatchingGateway(SandboxGateway):
    """Notes at each call how many database connections are in use."""

    def __init__(self, address: str, pool: QueuePool) -> None:
        super().__init__(address, API_KEY, WEBHOOK_SECRET)
        self.pool = pool
        self.seen: dict[str, set[int]] = {}

    async def _call(self, method: str, path: str, **more: Any) -> http.Response:
        name = f"{method} {path.partition('?')[0].rpartition('pay_')[0] or path}"
        self.seen.setdefault(name, set()).add(self.pool.checkedout())
        return await super()._call(method, path, **more)


async def test_no_transaction_is_open_while_the_provider_is_asked(
    panel: Panel, provider: PaymentProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paying, webhooks and reconciliation: each asks between two transactions."""
    pool = panel.database.engine.pool
    assert isinstance(pool, QueuePool)
    gateway = WatchingGateway(provider.address, pool)
    monkeypatch.setitem(registry._installed, "sandbox", gateway)
    (invoice,) = await panel.order_invoices(1)
    answer = await panel.post(f"/invoices/{invoice}/actions/pay", {"method": "sandbox"})
    await provider.misbehave(drop_answer=1)
    await panel.post("/balance/top-ups", {"amount": 700, "provider": "sandbox"})
    await provider.press(answer["payment"]["checkout_url"], "pay")
    await panel.arrived(1)
    await drain_feature(panel.database, "billing")
    with clock.freeze(clock.now() + timedelta(hours=30)):
        await run_tick(panel.database, "billing.schedule_payment_checks")
        await drain_feature(panel.database, "billing")
    assert len(gateway.seen) == 4, gateway.seen
    assert set().union(*gateway.seen.values()) == {0}, gateway.seen
