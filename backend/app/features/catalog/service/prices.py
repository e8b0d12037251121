"""Prices as versions: one is set or withdrawn, none is edited."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.version import Expected
from app.events.audit import AuditEntry, Target, record
from app.events.catalog import PriceChanged
from app.events.outbox import publish
from app.features.catalog.audit import AuditAction
from app.features.catalog.dao import PlanDAO, PriceDAO
from app.features.catalog.errors import PriceInPastError, PriceNotWithdrawableError
from app.features.catalog.models import Period, Plan, Price
from app.features.catalog.schemas import AdminPlanRead, PlanRules, PriceCreate
from app.features.catalog.service import changes
from app.features.catalog.service.plans import read_changed_plan
from app.features.settings import service as settings
from app.features.settings.schemas import LocaleSettings

DEFAULT_RULES = {
    Period.HOUR: PlanRules(invoice_lead_hours=0, grace_hours=72, terminate_hours=336),
    Period.MONTH: PlanRules(invoice_lead_hours=168, grace_hours=72, terminate_hours=336),
}
# What a form sent as "now" is a moment old when it arrives.
_LATE = timedelta(minutes=5)


async def set_price(
    session: AsyncSession, staff: Principal, plan_id: UUID, payload: PriceCreate
) -> AdminPlanRead:
    """Let a plan cost this from a moment on; what was sold goes on by its own version.

    Raises NotFoundError, CatalogStatusError, PriceInPastError, PriceVersionExistsError.
    """
    await add_price(session, plan_id, payload)
    return await read_changed_plan(session, staff, plan_id)


async def add_price(session: AsyncSession, plan_id: UUID, payload: PriceCreate) -> Price:
    """Write a version and return it; raises as `set_price`."""
    plan = await changes.lock_edited(PlanDAO(session), plan_id, Expected())
    prices = PriceDAO(session)
    moment = await prices.moment()
    begins = payload.valid_from or moment
    if begins < moment - _LATE:
        raise PriceInPastError
    given = payload.model_dump(include=set(PlanRules.model_fields), exclude_none=True)
    rules = DEFAULT_RULES[payload.period].model_dump() | given
    default = await settings.values(session, LocaleSettings)
    price = Price(
        plan_id=plan_id,
        period=payload.period,
        currency=payload.currency or default.currency,
        amount=payload.amount,
        setup_fee=payload.setup_fee,
        valid_from=max(begins, moment),
        **rules,
    )
    await prices.add(price)
    await _note(session, AuditAction.PRICE_SET, plan, price)
    return price


async def withdraw_price(session: AsyncSession, staff: Principal, price_id: UUID) -> AdminPlanRead:
    """Sell the plan by this period no more, or drop a version that has not begun.

    Raises NotFoundError, CatalogStatusError, PriceNotWithdrawableError.
    """
    plan_id = await end_price(session, price_id)
    return await read_changed_plan(session, staff, plan_id)


async def end_price(session: AsyncSession, price_id: UUID) -> UUID:
    """Withdraw or drop a version and return its plan; raises as `withdraw_price`."""
    prices = PriceDAO(session)
    price = await prices.get(price_id)
    plan = await changes.lock_edited(PlanDAO(session), price.plan_id, Expected())
    price = await prices.lock(price_id)
    moment = await prices.moment()
    if price.valid_from > moment:
        await prices.remove(price_id)
    elif price.withdrawn_at is None and await prices.is_latest(price_id):
        await prices.patch(price_id, {"withdrawn_at": moment})
    else:
        raise PriceNotWithdrawableError
    await _note(session, AuditAction.PRICE_WITHDRAWN, plan, price)
    return plan.id


async def _note(session: AsyncSession, action: AuditAction, plan: Plan, price: Price) -> None:
    noted = {
        "name": plan.slug,
        "period": price.period,
        "amount": price.amount,
        "setup_fee": price.setup_fee,
        "currency": price.currency,
        "valid_from": price.valid_from.isoformat(),
    }
    await record(session, AuditEntry(action, target=Target("plan", plan.id), changes=noted))
    event = PriceChanged(item_id=plan.id, slug=plan.slug, price_id=price.id)
    await publish(session, event, account_id=None)
