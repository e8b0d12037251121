"""Handlers converge: events that come late, twice or swapped end in the same state."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from tests.factories.nodes import make_node
from tests.lifecycle.company import Company
from tests.lifecycle.deliveries import NOTHING, Deliveries, disturbances

_PRICE = 190_00
_STATES = text(
    'SELECT o.hostname, o.status AS "order", s.status AS service, b.status AS subscription,'
    " s.id AS service_id, b.id AS subscription_id, o.id AS order_id, o.failure IS NULL AS well"
    ' FROM "order" o LEFT JOIN service s ON s.order_id = o.id'
    " LEFT JOIN subscription b ON b.order_id = o.id"
)


class Fleet:
    """One order for each way of delivering its events."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.deliveries = Deliveries(company.database)
        self.ways = {f"site-{number}": way for number, way in enumerate(disturbances())}

    async def place(self) -> None:
        """Place and pay the orders; nothing of it is handled yet."""
        await self.company.set_balance(_PRICE * len(self.ways))
        for hostname, way in self.ways.items():
            order = await self.company.order(hostname)
            for known in ("id", "invoice_id"):
                self.deliveries.disturbed[UUID(order[known])] = way
            pay = {"method": "balance"}
            await self.company.post(f"/invoices/{order['invoice_id']}/actions/pay", pay)
        await self._know_ids()

    async def pass_time(self, **span: float) -> None:
        """Let time go by and deliver what it brings."""
        await self.company.tick(**span)
        await self.drain()

    async def pay_what_is_owed(self) -> None:
        """Pay every open invoice."""
        await self.company.set_balance(_PRICE * len(self.ways) * 2)
        open_invoices = await self.company.get("/invoices?status=issued&size=100")
        for invoice in open_invoices["items"]:
            pay = {"method": "balance"}
            await self.company.post(f"/invoices/{invoice['id']}/actions/pay", pay)
        await self.drain()

    async def drain(self) -> None:
        """Deliver what is due, each order's events in its own way."""
        await self._know_ids()
        with self.company.today():
            await self.deliveries.drain()

    async def next_phase(self, *late: int) -> None:
        """Deliver what was held back in earlier phases, then begin another one."""
        await self._know_ids()
        with self.company.today():
            for phase in late:
                await self.deliveries.deliver_late(phase)
        self.deliveries.phase += 1

    async def hold(self) -> None:
        """Let staff suspend every service, and what follows be done."""
        for row in await self._rows():
            why = {"reason": "Mass mailings"}
            path = f"/admin/services/{row.service_id}/actions/suspend"
            await self.company.post(path, why, "admin")
        await self.drain()

    async def states(self) -> dict[str, tuple[object, ...]]:
        """Return how each order ended, under the way its events were delivered."""
        return {
            self.ways[row.hostname]: (row.order, row.well, row.service, row.subscription, running)
            for row in await self._rows()
            for running in [f"hw-{row.service_id}" in self.company.runtime.running]
        }

    async def _know_ids(self) -> None:
        for row in await self._rows():
            for known in (row.service_id, row.subscription_id):
                if known is not None:
                    self.deliveries.disturbed[known] = self.ways[row.hostname]

    async def _rows(self) -> list[Any]:
        async with self.company.database.unit_of_work() as session:
            return list((await session.execute(_STATES)).all())


def _alike(states: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """Return the ways that ended otherwise than undisturbed delivery."""
    return {way: state for way, state in states.items() if state != states[NOTHING]}


async def _deployed(company: Company) -> Fleet:
    async with company.database.unit_of_work() as session:
        await make_node(
            session,
            "large",
            cpu_millis=10**6,
            memory_mb=10**6,
            disk_gb=10**5,
            port_from=23_000,
            port_to=23_999,
        )
    fleet = Fleet(company)
    await fleet.place()
    await fleet.drain()
    await fleet.next_phase()
    return fleet


async def test_events_late_twice_or_swapped_end_in_the_same_state(company: Company) -> None:
    fleet = await _deployed(company)

    await company.set_balance(0)
    for days in (32, 4):
        await fleet.pass_time(days=days)
    suspended = (await fleet.states())[NOTHING]
    assert suspended == ("fulfilled", True, "suspended", "suspended", False)
    await fleet.next_phase(0)

    await fleet.pay_what_is_owed()
    await fleet.next_phase(2, 1)
    states = await fleet.states()
    assert states[NOTHING] == ("fulfilled", True, "active", "active", True)
    assert _alike(states) == {}

    await company.set_balance(0)
    for days in (32, 4, 15):
        await fleet.pass_time(days=days)
    await fleet.next_phase(3)
    states = await fleet.states()
    assert states[NOTHING] == ("fulfilled", True, "deleted", "terminated", False)
    assert _alike(states) == {}
    assert await company.broken_rules() == {}


async def test_no_event_late_twice_or_swapped_runs_what_staff_hold(company: Company) -> None:
    fleet = await _deployed(company)
    await company.set_balance(0)
    for days in (32, 4):
        await fleet.pass_time(days=days)
    await fleet.next_phase(0)
    await fleet.drain()
    await fleet.hold()

    await fleet.pay_what_is_owed()
    await fleet.next_phase(2, 1)
    states = await fleet.states()
    assert states[NOTHING] == ("fulfilled", True, "suspended", "active", False)
    assert _alike(states) == {}
    assert await company.broken_rules() == {}
