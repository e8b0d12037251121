"""Which images are on which nodes: staff have them pulled and removed, a tick looks for them."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.celery.each import each
from app.core import clock
from app.core.errors import NotFoundError
from app.dao.actions import granted
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.dao.session import Database, Reads, TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.features.catalog import service as catalog
from app.features.deployments.audit import AuditAction
from app.features.deployments.dao.images import NodeImageDAO, node_images
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.errors import (
    ImageBusyError,
    ImageInUseError,
    ImageNotPullingError,
)
from app.features.deployments.models import (
    ARRIVING,
    BUSY_IMAGES,
    NodeImage,
    NodeImageState,
)
from app.features.deployments.providers import base
from app.features.deployments.providers.images import names_of
from app.features.deployments.schemas import (
    IMAGE_REQUIRES,
    NodeImageQuery,
    NodeImageRead,
    OfImage,
    OfNode,
)
from app.features.deployments.workflow import images, runtime
from app.features.nodes import service as nodes
from app.features.nodes.errors import NodeStateError
from app.features.nodes.schemas import NodeAddress, NodeState

_LOOK_SECONDS = 10.0
_STRANDED = timedelta(seconds=30)
_LOOKED_AT = frozenset({NodeState.READY, NodeState.MAINTENANCE})


async def read_node_images(
    reads: Reads, staff: Principal, node_id: UUID, query: NodeImageQuery
) -> bytes:
    """Page of `NodeImageRead` of one node."""
    narrowed = OfNode(node_id=node_id, **query.model_dump(exclude_unset=True))
    return await _of(staff).page(reads, narrowed, Scope.all())


async def read_image_nodes(
    reads: Reads, staff: Principal, image_id: UUID, query: NodeImageQuery
) -> bytes:
    """Page of `NodeImageRead` of one image of the catalogue: on which nodes it is."""
    narrowed = OfImage(image_id=image_id, **query.model_dump(exclude_unset=True))
    return await _of(staff).page(reads, narrowed, Scope.all())


async def pull_image(
    session: AsyncSession, staff: Principal, node_id: UUID, image_id: UUID
) -> NodeImageRead:
    """Have an image of the catalogue pulled to a node, or looked for there.

    Raises NotFoundError, NodeStateError for a retired node, ImageBusyError.
    """
    image, reference = await catalog.image_names(session, image_id)
    await _check_in_use(session, node_id)
    row = await images.want(session, node_id, image, reference)
    return await _pulling(session, staff, row)


async def pull_image_again(
    session: AsyncSession, staff: Principal, node_id: UUID, node_image_id: UUID
) -> NodeImageRead:
    """Have an image of a node pulled once more, whatever the catalogue says by now.

    Raises NotFoundError, NodeStateError for a retired node, ImageBusyError.
    """
    known = await _locked(session, node_id, node_image_id)
    await _check_in_use(session, node_id)
    row = await images.want(session, node_id, known.image, known.reference)
    return await _pulling(session, staff, row)


async def cancel_pull(
    session: AsyncSession, staff: Principal, node_id: UUID, node_image_id: UUID
) -> NodeImageRead:
    """Pull an image no further, unless a service waits for it.

    Raises NotFoundError, ImageNotPullingError, ImageBusyError.
    """
    row = await _locked(session, node_id, node_image_id)
    if row.state not in ARRIVING:
        raise ImageNotPullingError(state=row.state)
    waiting = await OperationDAO(session).waiting_for(row)
    if waiting:
        raise ImageBusyError(operations=len(waiting))
    row.cancel_requested = True
    if row.state is NodeImageState.QUEUED:
        await images.move(session, row, NodeImageState.CANCELLED)
    return await _noted(session, staff, row, AuditAction.IMAGE_CANCELLED)


async def remove_image(
    session: AsyncSession, staff: Principal, node_id: UUID, node_image_id: UUID
) -> NodeImageRead:
    """Have an image that nothing uses removed from its node.

    Raises NotFoundError, ImageBusyError, ImageInUseError.
    """
    row = await _locked(session, node_id, node_image_id)
    if row.state in BUSY_IMAGES:
        raise ImageBusyError(state=row.state)
    if await ServiceDAO(session).uses(row):
        raise ImageInUseError
    await images.ask(session, row, NodeImageState.REMOVING, images.REMOVE)
    return await _noted(session, staff, row, AuditAction.IMAGE_REMOVED)


async def check_images(database: Database) -> None:
    """Look which images are on every node, and end what no job will take further."""
    async with database.unit_of_work() as session:
        images_dao = NodeImageDAO(session)
        await images_dao.delete_of_retired()
        stranded = await images_dao.stranded(clock.now() - _STRANDED)
        known = [node for node in await nodes.nodes(session) if node.state in _LOOKED_AT]
    await each(database, stranded, _give_up)
    lists = await asyncio.gather(*(_listed(node) for node in known))
    seen = [(node, found) for node, found in zip(known, lists, strict=True) if found is not None]
    await each(database, seen, _compare)


async def _give_up(session: AsyncSession, stranded: tuple[UUID, int]) -> None:
    await images.give_up(session, *stranded, "its job is gone")


async def _compare(
    session: AsyncSession, seen: tuple[NodeAddress, Sequence[base.NodeImage]]
) -> None:
    """Write what was seen of the images that a node's rows and the catalogue name."""
    node, found = seen
    by_name = {one.reference: one for one in found}
    rows = await NodeImageDAO(session).on_node(node.node_id)
    for row in rows:
        if row.state not in BUSY_IMAGES:
            state = images.note_seen(row, _match(by_name, row.image, row.reference))
            if state is not row.state:
                await images.move(session, row, state)
    known = {(row.image, row.reference) for row in rows}
    on_sale = (await catalog.image_references(session)).items()
    for image, reference in on_sale:
        match = _match(by_name, image, reference)
        if match is not None and (image, reference) not in known:
            row = await NodeImageDAO(session).claim(node.node_id, image, reference)
            await images.move(session, row, images.note_seen(row, match))


def _match(found: dict[str, base.NodeImage], image: str, reference: str) -> base.NodeImage | None:
    names = names_of(image, reference) & found.keys()
    return found[min(names)] if names else None


async def _listed(node: NodeAddress) -> Sequence[base.NodeImage] | None:
    try:
        return await runtime.call(node, lambda driver: driver.images(), _LOOK_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever a driver does, the others are looked at
        logger.warning("the images of node {} cannot be listed: {!r}", node.node_name, error)
        return None


async def _check_in_use(session: AsyncSession, node_id: UUID) -> None:
    """Raise NotFoundError for a node that is not there, NodeStateError for a retired one."""
    await nodes.name_of(session, node_id)
    if node_id not in {node.node_id for node in await nodes.nodes(session)}:
        raise NodeStateError(state=NodeState.RETIRED)


async def _locked(session: AsyncSession, node_id: UUID, node_image_id: UUID) -> NodeImage:
    row = await NodeImageDAO(session).lock(node_image_id)
    if row.node_id != node_id:
        raise NotFoundError
    return row


async def _pulling(session: AsyncSession, staff: Principal, row: NodeImage) -> NodeImageRead:
    if row.state is NodeImageState.REMOVING:
        raise ImageBusyError(state=row.state)
    return await _noted(session, staff, row, AuditAction.IMAGE_PULLED)


async def _noted(
    session: AsyncSession, staff: Principal, row: NodeImage, action: AuditAction
) -> NodeImageRead:
    changes: dict[str, Any] = {"image": row.image, "reference": row.reference}
    target = Target("node", row.node_id)
    await record(session, AuditEntry(action, target=target, changes=changes))
    await session.flush()
    found = await _of(staff).get(TransactionReads(session), row.id, Scope.all())
    return NodeImageRead.model_validate_json(found)


def _of(staff: Principal) -> JsonQuery:
    return node_images(granted(IMAGE_REQUIRES, staff.staff_permissions))
