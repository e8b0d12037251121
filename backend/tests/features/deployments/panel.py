"""A panel in one process: orders come in, jobs are run as workers would, the books are compared."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.principal import Principal
from app.celery.dao import JobDAO
from app.celery.job import Job, JobState
from app.celery.task import run_job
from app.core import clock, json
from app.dao.session import Database
from app.events.models import EventRow
from app.features.billing.models import SubscriptionStatus
from app.features.deployments import service
from app.features.deployments.models import Operation, OperationKind, Service
from app.features.deployments.schemas import Action, OperationRead
from app.features.deployments.workflow import lifecycle
from app.features.nodes.models import NodeAllocation
from app.manifest import invariants
from tests.factories.accounts import make_account
from tests.factories.deployments import OrderBook, owner
from tests.factories.nodes import make_node
from tests.features.deployments.scripted import DiedError, ScriptedRuntime

_ROUNDS = 300
_SUBSCRIPTION = text(
    "INSERT INTO subscription (id, account_id, order_id, status, price_id, period, currency,"
    " amount, setup_fee, details, invoice_lead_hours, grace_hours, terminate_hours, time_zone,"
    " periods, anchor, billed_through, paid_through, created_at, ended_at)"
    " VALUES (:id, :account, :order, :status, :id, 'month', 'RUB', 1, 0, '{}', 72, 72, 336, 'UTC',"
    " 1, now(), now() + interval '1 day', now() + interval '1 day', now(), :ended)"
)


@dataclass
class Panel:
    """Everything a test asks and does."""

    database: Database
    runtime: ScriptedRuntime
    book: OrderBook
    account_id: UUID
    node_id: UUID

    @classmethod
    async def opened(cls, database: Database, runtime: ScriptedRuntime, book: OrderBook) -> "Panel":
        """Make an account and a node."""
        async with database.unit_of_work() as session:
            account = await make_account(session)
            node_id = await make_node(session)
        return cls(database, runtime, book, account.id, node_id)

    @property
    def principal(self) -> Principal:
        """The account's owner."""
        return owner(self.account_id)

    async def ordered(self, hostname: str = "shop", **offer: object) -> SimpleNamespace:
        """Take a paid order in, without running anything."""
        placed = self.book.place(self.account_id, hostname, "paid", **offer)
        async with self.database.unit_of_work() as session:
            await service.create_for_order(session, placed.id)
        return placed

    async def deployed(self, hostname: str = "shop", **offer: object) -> Service:
        """Take a paid order in and run everything."""
        placed = await self.ordered(hostname, **offer)
        await self.drain()
        return await self.service(placed)

    async def drain(self, *, patience: int = _ROUNDS) -> int:
        """Run jobs until none is pending; a worker that dies is followed by another one."""
        died = 0
        for _ in range(patience):
            async with self.database.unit_of_work() as session:
                messages = await JobDAO(session).due()
            if not messages:
                return died
            for due in messages:
                died += await self._run(due.job_id)
        message = f"jobs still make jobs after {patience} rounds"
        raise AssertionError(message)

    async def _run(self, job_id: UUID) -> int:
        try:
            await run_job(self.database, job_id)
        except DiedError:
            await self._expire(job_id)
            return 1
        return 0

    async def _expire(self, job_id: UUID) -> None:
        """Let the lease of a dead worker run out, as the sweeper finds it."""
        async with self.database.unit_of_work() as session:
            await session.execute(
                update(Job)
                .where(col(Job.id) == job_id)
                .values(state=JobState.PENDING, lease=None, lease_until=None)
            )

    async def advance(self, count: int) -> None:
        """Run one pending job at a time, so many times."""
        for _ in range(count):
            async with self.database.unit_of_work() as session:
                messages = await JobDAO(session).due()
            if messages:
                await self._run(messages[0].job_id)

    async def act(self, one: Service, action: Action) -> OperationRead:
        """Do what a customer does, and run it to its end."""
        async with self.database.unit_of_work() as session:
            begun = await self.begin_action(session, one, action)
        await self.drain()
        return begun

    async def begin_action(
        self, session: AsyncSession, one: Service, action: Action
    ) -> OperationRead:
        """Do what a customer does, without running it."""
        return await service.change_state(session, self.principal, one.id, action)

    async def retry(self, operation_id: UUID) -> None:
        """Press the retry button and run it to its end."""
        async with self.database.unit_of_work() as session:
            await service.retry(session, self.principal, operation_id)
        await self.drain()

    async def bill(self, one: Service, status: SubscriptionStatus) -> None:
        """Let the subscription be so, and have its event handled; nothing else runs."""
        self.book.of_subscription(one.subscription_id).subscription = status
        await self.converge(one)

    async def write_subscription(self, one: Service, status: SubscriptionStatus) -> None:
        """Let the subscription be so in its table too, as `verify` and the ticks see it."""
        self.book.of_subscription(one.subscription_id).subscription = status
        over = status in {SubscriptionStatus.ENDED, SubscriptionStatus.TERMINATED}
        values = {
            "id": one.subscription_id,
            "account": one.account_id,
            "order": one.order_id,
            "status": status.value,
            "ended": clock.now() if over else None,
        }
        async with self.database.unit_of_work() as session:
            await session.execute(text("SET LOCAL session_replication_role = replica"))
            await session.execute(_SUBSCRIPTION, values)

    async def converge(self, one: Service) -> None:
        """Handle an event about the service's subscription, whichever it is."""
        async with self.database.unit_of_work() as session:
            await service.converge_subscription(session, one.subscription_id)

    async def refund(self, of: SimpleNamespace | Service) -> None:
        """Let the order's money go back, and have its event handled; nothing else runs."""
        order_id = of.order_id if isinstance(of, Service) else of.id
        self.book.orders[order_id].status = "refunded"
        async with self.database.unit_of_work() as session:
            await service.converge_order(session, order_id)

    async def begin(self, one: Service, kind: OperationKind) -> UUID:
        """Begin an operation without running it."""
        async with self.database.unit_of_work() as session:
            row = await session.get_one(Service, one.id, with_for_update=True)
            return (await lifecycle.begin(session, row, kind)).id

    async def service(self, of: SimpleNamespace | Service) -> Service:
        """Return a service as it is now, by its order or by itself."""
        order_id = of.order_id if isinstance(of, Service) else of.id
        async with self.database.unit_of_work() as session:
            rows = select(Service).where(col(Service.order_id) == order_id)
            return (await session.scalars(rows)).one()

    async def operations(self, one: Service) -> list[Operation]:
        """Return a service's operations, oldest first."""
        async with self.database.unit_of_work() as session:
            rows = select(Operation).where(col(Operation.service_id) == one.id)
            return list((await session.scalars(rows.order_by(col(Operation.id)))).all())

    async def read(self, operation_id: UUID) -> dict[str, Any]:
        """Return an operation as the API tells it."""
        body = await service.read_operation(self.database, self.principal, operation_id)
        found: dict[str, Any] = json.loads(body)
        return found

    async def allocations(self) -> list[NodeAllocation]:
        """Return every place that is given away."""
        async with self.database.unit_of_work() as session:
            return list((await session.scalars(select(NodeAllocation))).all())

    async def events(self, prefix: str = "service.") -> list[str]:
        """Return the types of the events that were published, in order."""
        async with self.database.unit_of_work() as session:
            rows = select(col(EventRow.type)).where(col(EventRow.type).startswith(prefix))
            return list((await session.scalars(rows.order_by(col(EventRow.id)))).all())

    async def broken(self) -> list[tuple[str, list[Any]]]:
        """Return every invariant that does not hold, with its rows."""
        found = []
        async with self.database.unit_of_work() as session:
            for rule in invariants("nodes", "deployments"):
                rows = (await session.execute(rule.offending)).all()
                if rows:
                    found.append((rule.name, list(rows)))
        return found

    async def dead_jobs(self) -> int:
        """Return how many jobs were given up."""
        async with self.database.unit_of_work() as session:
            rows = await session.execute(text("SELECT 1 FROM job WHERE state = 'dead'"))
            return len(rows.all())
