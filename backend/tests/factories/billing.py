"""Customers with money, invoices and subscriptions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.celery.dao import JobDAO
from app.celery.task import run_job
from app.core.context import Actor, ActorKind, acting
from app.core.ids import new_id
from app.core.money import Money
from app.dao.errors import constraint_of
from app.dao.invariant import offenders
from app.dao.session import Database
from app.features.accounts import service as accounts
from app.features.billing import service
from app.features.billing.models import Subscription
from app.features.billing.schemas import AdjustRequest, OrderInvoice
from app.features.billing.service import settlement
from app.features.catalog import service as catalog
from app.features.catalog.schemas import Offer, Period
from app.manifest import invariants
from tests.factories.accounts import make_account


@dataclass(frozen=True)
class Subscribed:
    """A running subscription and the invoice that began it."""

    id: UUID
    account_id: UUID
    order_id: UUID
    invoice_id: UUID


_BALANCE = text(
    """
    SELECT coalesce(sum(ledger_posting.amount), 0)
    FROM ledger_account JOIN ledger_posting ON ledger_account.id = ledger_account_id
    WHERE kind = 'customer_balance' AND account_id = :account_id
      AND ledger_account.currency = :currency
    """
)


async def balance(session: AsyncSession, account_id: UUID) -> Money:
    """Return what an account has, in its currency."""
    currency = (await accounts.account_snapshot(session, account_id)).currency
    found = await session.scalar(_BALANCE, {"account_id": account_id, "currency": currency})
    return Money(int(found), currency)


async def make_offer(
    session: AsyncSession, *, plan: str = "start", period: Period = Period.MONTH
) -> Offer:
    """Return an offer of the demo catalogue."""
    await catalog.seed(session)
    found = await session.execute(
        text(
            "SELECT plan.id, price.id, image.id FROM plan JOIN price ON price.plan_id = plan.id,"
            " image WHERE plan.slug = :plan AND price.period = :period"
            " AND image.slug = 'static-site'"
        ),
        {"plan": plan, "period": period.value},
    )
    plan_id, price_id, image_id = found.one()
    return await catalog.offer(session, plan_id, price_id, image_id)


async def give(session: AsyncSession, account_id: UUID, amount: int) -> None:
    """Put money on a balance, or take it."""
    with acting(Actor(ActorKind.SYSTEM), "factory"):
        request = AdjustRequest(amount=amount, reason="for the test")
        await service.adjust_balance(session, account_id, request)


async def make_order_invoice(
    session: AsyncSession,
    account_id: UUID | None = None,
    *,
    plan: str = "start",
    period: Period = Period.MONTH,
) -> tuple[UUID, OrderInvoice]:
    """Invoice an order that has no row of its own; return its account and the invoice."""
    account_id = account_id or (await make_account(session)).id
    offer = await make_offer(session, plan=plan, period=period)
    order_invoice = await service.create_order_invoice(
        session, account_id, new_id(), offer, hostname="my-site"
    )
    return account_id, order_invoice


async def make_subscription(
    session: AsyncSession,
    account_id: UUID | None = None,
    *,
    plan: str = "start",
    period: Period = Period.MONTH,
    balance: int = 0,
) -> Subscribed:
    """Make a paid and activated subscription; `balance` is what is left afterwards."""
    account_id, order_invoice = await make_order_invoice(
        session, account_id, plan=plan, period=period
    )
    await give(session, account_id, order_invoice.total + balance)
    with acting(Actor(ActorKind.SYSTEM), "factory"):
        await settlement.pay_from_balance(
            session, principal_of(account_id).scope(), order_invoice.invoice_id
        )
        await service.activate_subscription(session, order_invoice.subscription_id)
    order_id = (await subscription_of(session, order_invoice.subscription_id)).order_id
    return Subscribed(order_invoice.subscription_id, account_id, order_id, order_invoice.invoice_id)


async def subscription_of(session: AsyncSession, subscription_id: UUID) -> Subscription:
    """Return a subscription as it is in the database now."""
    found = await session.get(Subscription, subscription_id, populate_existing=True)
    assert found is not None
    return found


async def state_of(session: AsyncSession, subscription_id: UUID) -> tuple[str, datetime | None]:
    """Return a subscription's state and what it is paid through."""
    found = await subscription_of(session, subscription_id)
    return found.status.value, found.paid_through


def principal_of(account_id: UUID, user_id: UUID | None = None) -> Principal:
    """Return somebody who may do everything with an account's money."""
    return Principal(
        user_id=user_id or new_id(),
        session_id=new_id(),
        account_id=account_id,
        permissions=frozenset(Permission),
        staff_permissions=frozenset(),
    )


async def events_of(session: AsyncSession, account_id: UUID) -> list[str]:
    """Return the types of what happened to an account, in order."""
    found = await session.scalars(
        text("SELECT type FROM event WHERE account_id = :id ORDER BY id"), {"id": account_id}
    )
    return list(found)


async def settled(session: AsyncSession) -> None:
    """Check now what the database checks at commit."""
    await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    await session.execute(text("SET CONSTRAINTS ALL DEFERRED"))


async def broken_rules(session: AsyncSession) -> list[str]:
    """Return the rules about money that do not hold."""
    await settled(session)
    return [rule.name for rule in invariants("billing") if await offenders(session, rule)]


async def run_step(database: Database, step: str) -> None:
    """Run one step of renewal to its end, chunk by chunk, as its tick and jobs do."""
    work = getattr(service, step)
    with acting(Actor(ActorKind.SYSTEM), f"tick:{step}"):
        more = True
        while more:
            async with database.unit_of_work() as session:
                more = await work(session)


async def renew(database: Database) -> None:
    """Run every step of renewal once."""
    for step in ("invoice_due_periods", "collect_due_invoices", "run_dunning", "warn_low_balances"):
        await run_step(database, step)


async def refusal(session: AsyncSession, statement: str, **values: object) -> IntegrityError:
    """Run a statement, with all that is checked at commit, and return what refused it."""
    try:
        async with session.begin_nested():
            await session.execute(text(statement), values)
            await settled(session)
    except IntegrityError as error:
        return error
    raise AssertionError(statement)


async def refused(session: AsyncSession, statement: str, **values: object) -> str:
    """Return the name of the constraint that refuses a statement."""
    return constraint_of(await refusal(session, statement, **values))


async def drain_feature(database: Database, feature: str) -> int:
    """Run one feature's handlers and tasks only: others ask for rows that are not here."""
    ran = 0
    while True:
        async with database.unit_of_work() as session:
            others = (
                "DELETE FROM job WHERE task = 'events.handle'"
                " AND payload ->> 'handler' NOT LIKE :prefix"
            )
            await session.execute(text(others), {"prefix": f"{feature}.%"})
            messages = await JobDAO(session).due()
        if not messages:
            return ran
        for message in messages:
            await run_job(database, message.job_id)
            ran += 1
