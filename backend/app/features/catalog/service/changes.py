"""What every change of the catalogue has in common: the version, the status, audit and event."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.actions import granted
from app.dao.version import Expected
from app.events.audit import AuditEntry, Target, record
from app.events.catalog import (
    CatalogChanged,
    CatalogEvent,
    ItemHidden,
    ItemPublished,
    ItemRetired,
)
from app.events.outbox import publish
from app.features.catalog.audit import AuditAction
from app.features.catalog.dao import CatalogItemDAO
from app.features.catalog.errors import CatalogStatusError, EditedMeanwhileError
from app.features.catalog.models import EDGES, CatalogItem, CatalogStatus, Image, Plan, Product
from app.features.catalog.schemas import REQUIRES, CatalogAction

Item = TypeVar("Item", Product, Plan, Image)
_EVENTS: Mapping[CatalogStatus, type[CatalogEvent]] = {
    CatalogStatus.ON_SALE: ItemPublished,
    CatalogStatus.HIDDEN: ItemHidden,
    CatalogStatus.RETIRED: ItemRetired,
}


def granted_actions(staff: Principal) -> frozenset[CatalogAction]:
    """Return what the reader may do at all."""
    return granted(REQUIRES, staff.staff_permissions)


async def lock_edited(dao: CatalogItemDAO[Item], item_id: UUID, expected: Expected) -> Item:
    """Return the row, locked, as it was when its editor read it.

    Raises NotFoundError, PreconditionFailedError, CatalogStatusError for what is retired.
    """
    item = await dao.lock(item_id)
    expected.check(item)
    if item.status is CatalogStatus.RETIRED:
        raise CatalogStatusError(status=item.status)
    return item


async def edit(
    session: AsyncSession,
    dao: CatalogItemDAO[Item],
    item: Item,
    wanted: Mapping[str, Any],
    action: AuditAction,
) -> bool:
    """Write what differs of a locked row; False where nothing does, and then nothing is noted."""
    before = item.model_dump()
    differing = {name: value for name, value in wanted.items() if before[name] != value}
    if not differing:
        return False
    await dao.patch(item.id, differing)
    changes = {name: [before[name], value] for name, value in differing.items()}
    await note(session, item, action, changes)
    return True


async def set_status(
    session: AsyncSession,
    dao: CatalogItemDAO[Item],
    item_id: UUID,
    to: CatalogStatus,
    action: AuditAction,
) -> None:
    """Publish, hide or retire; being so already is fine.

    Raises NotFoundError, CatalogStatusError.
    """
    item = await dao.lock(item_id)
    if item.status is to:
        return
    if to not in EDGES[item.status]:
        raise CatalogStatusError(status=item.status)
    changes = {"status": [item.status, to]}
    await dao.patch(item_id, {"status": to})
    await note(session, item, action, changes, _EVENTS[to])


async def reorder(
    session: AsyncSession,
    dao: CatalogItemDAO[Item],
    current: Collection[UUID],
    ids: list[UUID],
    action: AuditAction,
) -> None:
    """Display rows, all of them locked, in this order; raises EditedMeanwhileError for others."""
    if sorted(current) != sorted(ids):
        raise EditedMeanwhileError
    if list(current) == ids:
        return
    await dao.place(ids)
    first = await dao.get(ids[0])
    await note(session, first, action, {"ids": [str(one) for one in ids]})


async def note(
    session: AsyncSession,
    item: CatalogItem,
    action: AuditAction,
    changes: dict[str, Any],
    event: type[CatalogEvent] = CatalogChanged,
) -> None:
    """Write the audit row and the event of a change."""
    target = Target(type(item).__name__.lower(), item.id)
    named = {"name": item.slug} | changes
    await record(session, AuditEntry(action, target=target, changes=named))
    await publish(session, event(item_id=item.id, slug=item.slug), account_id=None)
