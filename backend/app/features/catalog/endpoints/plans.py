"""Plans over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.catalog import service
from app.features.catalog.models import CatalogStatus
from app.features.catalog.permissions import CatalogManager, CatalogReader
from app.features.catalog.schemas import (
    AdminPlanRead,
    Order,
    PlanCreate,
    PlanPatch,
    PlanQuery,
    PriceCreate,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

admin = Router(prefix="/admin", tags=["admin"])


@read(
    admin,
    "/plans",
    answer=PageRead[AdminPlanRead],
    operation_id="admin_plans_list",
    summary="Plans in whatever status",
)
async def list_plans(
    reads: Reads, reader: CatalogReader, query: Annotated[PlanQuery, Query()]
) -> bytes:
    """List plans in the order they are displayed."""
    return await service.page_plans(reads, reader, query)


@read(
    admin,
    "/plans/{plan_id}",
    answer=AdminPlanRead,
    operation_id="admin_plans_read",
    summary="One plan",
)
async def read_plan(reads: Reads, reader: CatalogReader, plan_id: UUID) -> bytes:
    """Return one plan."""
    return await service.read_plan(reads, reader, plan_id)


@admin.post("/plans", operation_id="admin_plans_create", summary="Make a plan", status_code=201)
async def create_plan(body: PlanCreate, session: Session, manager: CatalogManager) -> AdminPlanRead:
    """Make a plan: a draft, the last in the order of display."""
    return await service.create_plan(session, manager, body)


@admin.patch("/plans/{plan_id}", operation_id="admin_plans_update", summary="Change a plan")
async def update_plan(
    plan_id: UUID,
    body: PlanPatch,
    session: Session,
    manager: CatalogManager,
    expected: ExpectedVersion,
) -> AdminPlanRead:
    """Change what is given; refused where somebody else changed it meanwhile."""
    return await service.update_plan(session, manager, plan_id, body, expected)


@admin.post(
    "/plans/{plan_id}/actions/publish",
    operation_id="admin_plans_publish",
    summary="Sell a plan",
)
async def publish_plan(plan_id: UUID, session: Session, manager: CatalogManager) -> AdminPlanRead:
    """Let it be ordered; it needs a price that is valid now."""
    return await service.set_plan_status(session, manager, plan_id, CatalogStatus.ON_SALE)


@admin.post(
    "/plans/{plan_id}/actions/hide",
    operation_id="admin_plans_hide",
    summary="Take a plan off sale",
)
async def hide_plan(plan_id: UUID, session: Session, manager: CatalogManager) -> AdminPlanRead:
    """Let it not be ordered for the time being; what was sold runs on."""
    return await service.set_plan_status(session, manager, plan_id, CatalogStatus.HIDDEN)


@admin.post(
    "/plans/{plan_id}/actions/retire",
    operation_id="admin_plans_retire",
    summary="Never sell a plan again",
)
async def retire_plan(plan_id: UUID, session: Session, manager: CatalogManager) -> AdminPlanRead:
    """Sell it never again; what was sold runs on."""
    return await service.set_plan_status(session, manager, plan_id, CatalogStatus.RETIRED)


@admin.post(
    "/products/{product_id}/actions/reorder-plans",
    operation_id="admin_products_reorder_plans",
    summary="Display plans in this order",
    status_code=204,
)
async def reorder_plans(
    product_id: UUID, body: Order, session: Session, _manager: CatalogManager
) -> None:
    """Put all plans of a product that are not retired into this order."""
    await service.reorder_plans(session, product_id, body)


@admin.post(
    "/plans/{plan_id}/prices",
    operation_id="admin_prices_create",
    summary="Set a price",
    status_code=201,
)
async def set_price(
    plan_id: UUID, body: PriceCreate, session: Session, manager: CatalogManager
) -> AdminPlanRead:
    """Let a plan cost this, at once or later; what was sold goes on by its own version."""
    return await service.set_price(session, manager, plan_id, body)


@admin.post(
    "/prices/{price_id}/actions/withdraw",
    operation_id="admin_prices_withdraw",
    summary="Withdraw a price",
)
async def withdraw_price(
    price_id: UUID, session: Session, manager: CatalogManager
) -> AdminPlanRead:
    """Sell the plan by this period no more, or drop a version that has not begun."""
    return await service.withdraw_price(session, manager, price_id)
