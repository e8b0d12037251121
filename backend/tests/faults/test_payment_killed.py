"""API and provider killed together at every point of a payment: the books agree afterwards.

Both are real processes, killed with -9 by whichever of them reaches the point. The test starts them
again, asks as the buyer would, and compares the provider's own books with ours.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from app.celery.schedule import run_tick
from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.billing import service
from app.features.billing.providers import registry
from tests.factories.accounts import Customer, make_customer
from tests.factories.billing import broken_rules, drain_feature, make_order_invoice
from tests.fakes.payments import API_KEY, WEBHOOK_SECRET, Json, PaymentProvider
from tests.faults.kill import FOLDER
from tests.sandbox.serving import NOBODY, bound_socket

_BACKEND = Path(__file__).parents[2]
_START_SECONDS = 60
_CALL_SECONDS = 30


def _free_port() -> int:
    with bound_socket() as opened:
        port: int = opened.getsockname()[1]
    return port


@dataclass
class Company:
    """Panel and provider on fixed addresses, whatever becomes of their processes."""

    database: Database
    settings: Settings
    customer: Customer
    invoice_id: UUID
    folder: Path
    api_port: int
    provider_port: int

    @property
    def provider(self) -> PaymentProvider:
        """Return the buyer's and the test's side of the provider."""
        return PaymentProvider(f"http://127.0.0.1:{self.provider_port}")

    @asynccontextmanager
    async def api(self, kill_at: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the API for the block, or until it is killed."""
        arguments = ("tests.faults.payment_api", str(self.api_port))
        async with self._process(arguments, kill_at, f"{self._api_url}/health/live") as process:
            yield process

    @asynccontextmanager
    async def provider_process(
        self, kill_at: str = ""
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the provider on its books for the block, or until it is killed."""
        books = self.folder / "books"
        books.mkdir(exist_ok=True)
        arguments = ("tests.faults.payment_provider", str(self.provider_port), str(books))
        health = f"{self.provider.address}/health"
        async with self._process(arguments, kill_at, health) as process:
            yield process

    @property
    def _api_url(self) -> str:
        return f"http://127.0.0.1:{self.api_port}"

    @asynccontextmanager
    async def _process(
        self, arguments: tuple[str, ...], kill_at: str, health: str
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        enlisted = self.folder / "enlisted"
        enlisted.mkdir(exist_ok=True)
        environment = os.environ | {
            "ENVIRONMENT": "test",
            "DATABASE_URL": self.database.engine.url.render_as_string(hide_password=False),
            "PUBLIC_URL": self._api_url,
            "SANDBOX_PAYMENTS_URL": self.provider.address,
            "SANDBOX_PAYMENTS_SECRET": API_KEY,
            "SANDBOX_PAYMENTS_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "LOG_LEVEL": "WARNING",
            "KILL_AT": kill_at,
            FOLDER: str(enlisted),
        }
        with (self.folder / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *arguments),
                cwd=_BACKEND,
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            await self._answers(process, health)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            (enlisted / str(process.pid)).unlink(missing_ok=True)

    async def _answers(self, process: asyncio.subprocess.Process, address: str) -> None:
        async with asyncio.timeout(_START_SECONDS), _client() as client:
            while True:
                assert process.returncode is None, (self.folder / "log").read_text()[-3000:]
                try:
                    if (await client.get(address)).status_code < 500:
                        return
                except httpx2.TransportError:
                    await asyncio.sleep(0.05)

    async def pay(self, key: str) -> Json:
        """Press the button of the invoice; return the payment as the buyer reads it."""
        async with _client() as client:
            answer = await client.post(
                f"{self._api_url}/api/v1/invoices/{self.invoice_id}/actions/pay",
                json={"method": "sandbox"},
                headers=self.customer.headers | {"Idempotency-Key": key},
            )
        assert answer.status_code == 200, answer.text
        payment: Json = answer.json()["payment"]
        return payment

    async def reconcile(self, hours: float) -> None:
        """Let the checks of open payments come due, and make them."""
        with clock.freeze(clock.now() + timedelta(hours=hours)):
            await run_tick(self.database, "billing.schedule_payment_checks")
            await drain_feature(self.database, "billing")

    async def payments(self) -> dict[str, tuple[str, str | None]]:
        """Return state and failure of each of our payments."""
        async with self.database.unit_of_work() as session:
            rows = await session.execute(text("SELECT id, status, failure FROM payment"))
            return {str(row.id): (row.status, row.failure) for row in rows}


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(trust_env=False, verify=NOBODY, timeout=_CALL_SECONDS)


@pytest.fixture
async def company(
    committed: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Company:
    async with committed.unit_of_work() as session:
        customer = await make_customer(session, settings)
        _, order_invoice = await make_order_invoice(session, customer.account_id)
    made = Company(
        database=committed,
        settings=settings,
        customer=customer,
        invoice_id=order_invoice.invoice_id,
        folder=tmp_path,
        api_port=_free_port(),
        provider_port=_free_port(),
    )
    monkeypatch.setitem(registry._installed, "sandbox", made.provider.gateway)
    return made


async def _killed_while_paying(company: Company, kill_at: str) -> None:
    async with company.provider_process(kill_at) as provider, company.api(kill_at) as api:
        with pytest.raises(httpx2.TransportError):
            await company.pay("key-of-the-first-press")
        assert (await api.wait(), await provider.wait()) == (-9, -9)


async def _books_agree(company: Company) -> None:
    books = await company.provider.books()
    captured = sum(one["amount"] for one in books["payments"] if one["status"] == "succeeded")
    live = [one for one in books["payments"] if one["status"] in ("pending", "succeeded")]
    assert len(live) == 1
    async with company.database.unit_of_work() as session:
        ours = await session.scalar(
            text(
                "SELECT sum(p.amount) FROM ledger_posting p JOIN ledger_entry e ON e.id ="
                " p.entry_id WHERE e.kind = 'payment' AND p.amount > 0"
            )
        )
        invoice = await service.invoice_state(session, company.invoice_id)
        assert await broken_rules(session) == []
    assert (ours, captured, invoice.status) == (invoice.total, invoice.total, "paid")


@pytest.mark.parametrize("kill_at", ["before_accept", "after_accept", "after_answer"])
async def test_nothing_is_called_failed_before_the_provider_has_said_so(
    company: Company, kill_at: str
) -> None:
    """The buyer presses again, under the same key and others, while the provider is still away."""
    await _killed_while_paying(company, kill_at)
    async with company.api():
        first = await company.pay("key-of-the-first-press")
        assert (first["status"], first["failure"], first["checkout_url"]) == ("unknown", None, None)
        second = await company.pay("key-of-another-press")
        assert (second["id"], second["status"]) == (first["id"], "unknown")
        async with company.provider_process():
            third = await company.pay("key-of-the-last-press")
            assert (third["id"], third["status"]) == (first["id"], "pending")
            await company.provider.press(third["checkout_url"], "pay", "lost")
            await company.reconcile(hours=2)
            await _books_agree(company)


@pytest.mark.parametrize("kill_at", ["before_accept", "after_accept", "after_answer"])
async def test_reconciliation_finds_out_what_became_of_it(company: Company, kill_at: str) -> None:
    """Nobody presses again before the provider has been asked."""
    await _killed_while_paying(company, kill_at)
    await company.reconcile(hours=2)
    assert {state for state, _ in (await company.payments()).values()} <= {"created", "unknown"}
    async with company.provider_process(), company.api():
        await company.reconcile(hours=4)
        (outcome,) = (await company.payments()).values()
        made = kill_at != "before_accept"
        assert outcome == (("pending", None) if made else ("failed", "provider_never_made"))
        payment = await company.pay("key-of-a-later-press")
        await company.provider.press(payment["checkout_url"], "pay", "lost")
        await company.reconcile(hours=8)
        await _books_agree(company)
