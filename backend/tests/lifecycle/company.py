"""A hosting company in one process: the API, the workers' jobs, one scripted node, and time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from app.celery.schedule import run_tick
from app.core import clock
from app.dao.invariant import offenders, read_only
from app.dao.session import Database
from app.manifest import invariants
from tests.features.deployments.scripted import ScriptedRuntime
from tests.jobs import drain_jobs

PASSWORD = "hostwright-demo"
_TICKS = (
    "billing.invoice_due_periods",
    "billing.run_dunning",
    "billing.end_cancelled",
    "billing.warn_low_balances",
    "orders.schedule_expiry",
)
_JUDGED_BY_THE_REAL_CLOCK = "monitoring."


@dataclass
class Company:
    """What a person does, and how days pass."""

    app: FastAPI
    database: Database
    runtime: ScriptedRuntime
    now: datetime
    _keys: Iterator[int] = field(default_factory=count)
    _tokens: dict[tuple[str, datetime], str] = field(default_factory=dict)

    @contextmanager
    def today(self) -> Iterator[None]:
        """Let the code inside see the company's time."""
        with clock.freeze(self.now):
            yield

    async def ask(self, who: str, method: str, path: str, body: object = None) -> Response:
        """Sign in as a demo person and make one request."""
        transport = ASGITransport(app=self.app)
        with self.today():
            async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as api:
                headers = {
                    "Authorization": f"Bearer {await self._token(api, who)}",
                    "Idempotency-Key": f"lifecycle-{next(self._keys)}",
                }
                return await api.request(method, path, json=body, headers=headers)

    async def _token(self, api: AsyncClient, who: str) -> str:
        """Sign in once for every moment of the company's time."""
        if (who, self.now) not in self._tokens:
            form = {"grant_type": "password", "username": f"{who}@example.com"}
            answer = await api.post("/auth/token", data=form | {"password": PASSWORD})
            self._tokens[who, self.now] = answer.json()["access_token"]
        return self._tokens[who, self.now]

    async def get(self, path: str, who: str = "customer") -> Any:
        """Return what a GET answers; it must be a 200."""
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: object = None, who: str = "customer") -> Any:
        """Return what a POST answers; it must have been accepted."""
        answer = await self.ask(who, "POST", path, body)
        assert answer.status_code in {200, 201, 202}, answer.text
        return answer.json()

    async def work(self) -> None:
        """Let the workers finish what there is to do."""
        with self.today():
            await drain_jobs(self.database)

    async def pass_time(self, **span: float) -> None:
        """Let time go by, and what is periodic happen once after it."""
        await self.tick(**span)
        await self.work()

    async def tick(self, **span: float) -> None:
        """Let time go by, and what is periodic happen once after it; its jobs wait."""
        self.now += timedelta(**span)
        with self.today():
            for name in _TICKS:
                await run_tick(self.database, name)

    async def order(self, hostname: str, plan: str = "start") -> Any:
        """Order a container for months and return the order."""
        catalogue = await self.get("/public/catalog")
        plans = [one for product in catalogue["products"] for one in product["plans"]]
        chosen = next(one for one in plans if one["slug"] == plan)
        price = next(one for one in chosen["prices"] if one["period"] == "month")
        wish = {
            "plan_id": chosen["id"],
            "price_id": price["id"],
            "image_id": catalogue["images"][0]["id"],
            "hostname": hostname,
        }
        return await self.post("/orders", wish)

    async def pay(self, invoice_id: str) -> None:
        """Pay an invoice from the balance, and let everything follow."""
        await self.post(f"/invoices/{invoice_id}/actions/pay", {"method": "balance"})
        await self.work()

    async def set_balance(self, amount: int) -> None:
        """Let staff bring the demo customer's balance to an amount, in minor units."""
        account = (await self.get("/me"))["account"]["id"]
        held = (await self.get("/balance"))["balance"]["amount"]
        change = {"amount": amount - held, "reason": "the lifecycle test says so"}
        if change["amount"]:
            await self.post(f"/admin/accounts/{account}/actions/adjust-balance", change, "admin")

    async def broken_rules(self) -> dict[str, list[dict[str, Any]]]:
        """Return what `hostwright verify` would print in red, judged at the company's time."""
        async with self.database.unit_of_work() as session:
            await read_only(session)
            with self.today():
                found = {
                    rule.name: await offenders(session, rule)
                    for rule in invariants()
                    if not rule.name.startswith(_JUDGED_BY_THE_REAL_CLOCK)
                }
        return {name: rows for name, rows in found.items() if rows}
