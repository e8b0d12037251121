"""Statements on services."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union
from sqlmodel import col

from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.dao.upsert import Upsert
from app.features.deployments.dao.invariants import DIVERGENCE
from app.features.deployments.models import NodeImage, OrphanedInstance, Service, ServiceStatus

_GONE = (ServiceStatus.DELETED, ServiceStatus.FAILED)


_INSERT_ONCE = Upsert(Service)
_NOTE = Upsert(OrphanedInstance)


class ServiceDAO(BaseDAO[Service]):
    """Named statements on services."""

    model = Service
    owner = "account_id"
    service_key = "id"

    async def insert_once(self, service: Service) -> bool:
        """Insert a service; False where its order has one already."""
        return await _INSERT_ONCE.put(self.session, service.model_dump()) is not None

    async def lock_of_order(self, order_id: UUID) -> Service | None:
        """Return the service of an order, fresh and locked."""
        return await self._locked(col(Service.order_id) == order_id)

    async def lock_of_subscription(self, subscription_id: UUID) -> Service | None:
        """Return the service of a subscription, fresh and locked."""
        return await self._locked(col(Service.subscription_id) == subscription_id)

    async def _locked(self, condition: Any) -> Service | None:  # noqa: ANN401  an SQL condition
        statement = self.rows().where(condition).with_for_update()
        found: Service | None = await self.session.scalar(
            statement.execution_options(populate_existing=True)
        )
        return found

    async def owned_by(self, account_id: UUID, services: Collection[UUID]) -> bool:
        """Tell whether all of these services are the account's."""
        mine = (col(Service.account_id) == account_id) & col(Service.id).in_(services)
        found = await self.session.scalar(select(func.count()).select_from(Service).where(mine))
        return found == len(set(services))

    async def active(self) -> Sequence[Any]:
        """Return what monitoring needs of every service that should run, with an address.

        Bare columns: whole objects would cost as much as checking them.
        """
        rows = select(
            col(Service.id),
            col(Service.account_id),
            col(Service.address),
            col(Service.memory_mb),
            col(Service.cpu_millis),
            col(Service.node_id),
        ).where(col(Service.status) == ServiceStatus.ACTIVE, col(Service.address).is_not(None))
        return (await self.session.execute(rows)).all()

    async def present(self, node_id: UUID) -> Sequence[Service]:
        """Return the services that have an instance, or will have one, on a node."""
        rows = self.rows().where(col(Service.node_id) == node_id, col(Service.status).not_in(_GONE))
        return (await self.session.scalars(rows.execution_options(populate_existing=True))).all()

    async def uses(self, image: NodeImage) -> bool:
        """Tell whether a service on the node was bought with the image, set up or not."""
        rows = select(col(Service.id)).where(
            col(Service.node_id) == image.node_id,
            col(Service.image_slug) == image.image,
            col(Service.image_reference) == image.reference,
            col(Service.status) != ServiceStatus.DELETED,
        )
        return await self.session.scalar(rows.limit(1)) is not None

    async def undeleted(self) -> Sequence[Service]:
        """Return the services whose deletion has to be taken up again."""
        rows = self.rows().where(col(Service.status) == ServiceStatus.DELETING)
        return (await self.session.scalars(rows)).all()

    async def diverged(self) -> Sequence[UUID]:
        """Return the services whose status is not what their order and subscription ask for."""
        rows = union(*(select(one.subquery().c.id) for one in DIVERGENCE.values()))
        return (await self.session.scalars(rows)).all()


class OrphanedInstanceDAO(BaseDAO[OrphanedInstance]):
    """Named statements on what was seen running without a service."""

    model = OrphanedInstance

    async def on_node(self, node_id: UUID) -> Sequence[OrphanedInstance]:
        """Return what was seen on a node before."""
        return (
            await self.session.scalars(self.rows().where(col(OrphanedInstance.node_id) == node_id))
        ).all()

    async def note(self, node_id: UUID, name: str) -> None:
        """Write that it is seen from now on; nothing where it was seen before."""
        orphan = OrphanedInstance(id=new_id(), node_id=node_id, name=name)
        await _NOTE.put(self.session, orphan.model_dump())

    async def find_named(self, node_id: UUID, name: str) -> OrphanedInstance | None:
        """Return the record of an instance name, None where there is none."""
        found: OrphanedInstance | None = await self.session.scalar(
            select(OrphanedInstance).where(
                col(OrphanedInstance.node_id) == node_id, col(OrphanedInstance.name) == name
            )
        )
        return found
