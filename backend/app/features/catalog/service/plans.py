"""Use cases of plans, for staff."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.dao.version import Expected
from app.features.catalog.audit import AuditAction
from app.features.catalog.dao import ImageDAO, PlanDAO, PriceDAO, ProductDAO, plan_reads
from app.features.catalog.errors import ImageOfOtherKindError, PlanWithoutPriceError
from app.features.catalog.models import CatalogStatus, Plan
from app.features.catalog.schemas import AdminPlanRead, Order, PlanCreate, PlanPatch, PlanQuery
from app.features.catalog.service import changes

# Left out and null are different things of the stock only: null is unlimited.
_NULLABLE = {"stock"}


async def page_plans(reads: Reads, staff: Principal, query: PlanQuery) -> bytes:
    """Page of `AdminPlanRead`."""
    return await plan_reads(changes.granted_actions(staff)).page(reads, query, Scope.all())


async def read_plan(reads: Reads, staff: Principal, plan_id: UUID) -> bytes:
    """`AdminPlanRead`; raises NotFoundError."""
    return await plan_reads(changes.granted_actions(staff)).get(reads, plan_id, Scope.all())


async def create_plan(
    session: AsyncSession, staff: Principal, payload: PlanCreate
) -> AdminPlanRead:
    """Make a plan, a draft and the last of its product.

    Raises NotFoundError, SlugTakenError, CatalogStatusError, ImageOfOtherKindError.
    """
    plan_id = await add_plan(session, payload)
    return await read_changed_plan(session, staff, plan_id)


async def add_plan(session: AsyncSession, payload: PlanCreate) -> UUID:
    """Make a plan and return its id; raises as `create_plan`."""
    product = await changes.lock_edited(ProductDAO(session), payload.product_id, Expected())
    plans = PlanDAO(session)
    if payload.is_default:
        await plans.clear_default(product.id)
    values = payload.model_dump(exclude={"image_ids"})
    plan = await plans.add(Plan(**values, position=await plans.next_position()))
    await _set_images(session, plan, payload.image_ids)
    sizes = {name: values[name] for name in ("cpu_millis", "memory_mb", "disk_gb", "stock")}
    await changes.note(session, plan, AuditAction.PLAN_CREATED, sizes)
    return plan.id


async def update_plan(
    session: AsyncSession, staff: Principal, plan_id: UUID, patch: PlanPatch, expected: Expected
) -> AdminPlanRead:
    """Change a plan; what was sold keeps what it was sold with.

    Raises NotFoundError, PreconditionFailedError, CatalogStatusError, ImageOfOtherKindError.
    """
    await edit_plan(session, plan_id, patch, expected)
    return await read_changed_plan(session, staff, plan_id)


async def edit_plan(
    session: AsyncSession, plan_id: UUID, patch: PlanPatch, expected: Expected
) -> bool:
    """Change a plan and tell whether anything differed; raises as `update_plan`."""
    plans = PlanDAO(session)
    plan = await changes.lock_edited(plans, plan_id, expected)
    given = patch.model_dump(exclude_unset=True, exclude={"image_ids"})
    wanted = {
        name: value for name, value in given.items() if value is not None or name in _NULLABLE
    }
    if wanted.get("is_default") and not plan.is_default:
        await plans.clear_default(plan.product_id)
    images = False
    if patch.image_ids is not None:
        images = await _change_images(session, plan, patch.image_ids)
    return await changes.edit(session, plans, plan, wanted, AuditAction.PLAN_CHANGED) or images


async def _change_images(session: AsyncSession, plan: Plan, image_ids: list[UUID]) -> bool:
    before = await PlanDAO(session).image_ids(plan.id)
    if before == sorted(set(image_ids)):
        return False
    await _set_images(session, plan, image_ids)
    moved: dict[str, Any] = {"image_ids": [[str(one) for one in of] for of in (before, image_ids)]}
    await PlanDAO(session).patch(plan.id, {"name": plan.name})
    await changes.note(session, plan, AuditAction.PLAN_CHANGED, moved)
    return True


async def _set_images(session: AsyncSession, plan: Plan, image_ids: Collection[UUID]) -> None:
    wanted = set(image_ids)
    product = await ProductDAO(session).get(plan.product_id)
    if await ImageDAO(session).count_of_kind(wanted, product.kind) < len(wanted):
        raise ImageOfOtherKindError
    await PlanDAO(session).set_images(plan.id, wanted)


async def set_plan_status(
    session: AsyncSession, staff: Principal, plan_id: UUID, to: CatalogStatus
) -> AdminPlanRead:
    """Publish, hide or retire a plan.

    Raises NotFoundError, CatalogStatusError, PlanWithoutPriceError.
    """
    await move_plan(session, plan_id, to)
    return await read_changed_plan(session, staff, plan_id)


async def move_plan(session: AsyncSession, plan_id: UUID, to: CatalogStatus) -> None:
    """Publish, hide or retire a plan; raises as `set_plan_status`."""
    if to is CatalogStatus.ON_SALE and not await PriceDAO(session).is_sold(plan_id):
        await PlanDAO(session).get(plan_id)
        raise PlanWithoutPriceError
    await changes.set_status(session, PlanDAO(session), plan_id, to, AuditAction.PLAN_CHANGED)


async def reorder_plans(session: AsyncSession, product_id: UUID, order: Order) -> None:
    """Display a product's plans that are not retired in this order.

    Raises NotFoundError, EditedMeanwhileError.
    """
    await ProductDAO(session).get(product_id)
    plans = PlanDAO(session)
    current = await plans.lock_all(product_id)
    await changes.reorder(session, plans, current, order.ids, AuditAction.PLANS_REORDERED)


async def read_changed_plan(
    session: AsyncSession, staff: Principal, plan_id: UUID
) -> AdminPlanRead:
    """Return a plan as the unit of work has left it."""
    await session.flush()
    found = await read_plan(TransactionReads(session), staff, plan_id)
    return AdminPlanRead.model_validate_json(found)
