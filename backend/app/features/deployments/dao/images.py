"""Statements on the images of nodes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import col

from app.celery.job import Job, JobState
from app.core.ids import new_id
from app.dao.actions import by_state
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery, json_object
from app.dao.search import Search
from app.dao.upsert import Upsert
from app.features.catalog.models import Image
from app.features.deployments.dao.reads import reason
from app.features.deployments.models import BUSY_IMAGES, NodeImage, Service, ServiceStatus
from app.features.deployments.schemas import IMAGE_ACTIONS, ImageProgress, NodeImageAction
from app.features.nodes.models import Node, NodeState

_CLAIM = Upsert(NodeImage, "ON CONSTRAINT uq_node_image")
_JOB = func.concat("node_image:", col(NodeImage.id), ":", col(NodeImage.revision))


def image_job_key(image: NodeImage) -> str:
    """Return the key that lets exactly one job exist for what was asked of an image."""
    return f"node_image:{image.id}:{image.revision}"


_SERVICES = (
    select(col(Service.id))
    .where(
        col(Service.node_id) == col(NodeImage.node_id),
        col(Service.image_slug) == col(NodeImage.image),
        col(Service.image_reference) == col(NodeImage.reference),
        col(Service.status) != ServiceStatus.DELETED,
    )
    .correlate(NodeImage)
)
_USED = _SERVICES.with_only_columns(func.count()).scalar_subquery()
_NODE_NAME = (
    select(col(Node.name))
    .where(col(Node.id) == col(NodeImage.node_id))
    .correlate(NodeImage)
    .scalar_subquery()
)
_PROGRESS = json_object(
    **{name: col(getattr(NodeImage, name)) for name in ImageProgress.model_fields}
)


@lru_cache(maxsize=4)
def node_images(may: frozenset[NodeImageAction]) -> JsonQuery:
    """Return the images of nodes, for a reader who may do these actions."""
    unused: dict[NodeImageAction, ColumnElement[bool]] = {
        NodeImageAction.REMOVE: ~_SERVICES.exists()
    }
    return JsonQuery(
        rows=select(
            col(NodeImage.id),
            col(NodeImage.node_id),
            _NODE_NAME.label("node_name"),
            col(NodeImage.image),
            col(Image.id).label("image_id"),
            func.coalesce(col(Image.name), col(NodeImage.image)).label("image_name"),
            col(NodeImage.reference),
            col(NodeImage.state),
            _PROGRESS.label("progress"),
            col(NodeImage.size_bytes),
            col(NodeImage.digest),
            reason(col(NodeImage.error_code), col(NodeImage.error_params)).label("error"),
            _USED.label("services"),
            by_state(col(NodeImage.state), IMAGE_ACTIONS, may, needs=unused).label(
                "allowed_actions"
            ),
            col(NodeImage.verified_at),
            col(NodeImage.created_at),
            col(NodeImage.changed_at),
        ).outerjoin(Image, col(Image.slug) == col(NodeImage.image)),
        key=col(NodeImage.id),
        search=Search(text=(col(NodeImage.image), col(NodeImage.reference))),
    )


class NodeImageDAO(BaseDAO[NodeImage]):
    """Named statements on images of nodes."""

    model = NodeImage

    async def claim(self, node_id: UUID, image: str, reference: str) -> NodeImage:
        """Return the row of an image on a node, made where there was none, fresh and locked."""
        made = NodeImage(id=new_id(), node_id=node_id, image=image, reference=reference)
        await _CLAIM.put(self.session, made.model_dump())
        found: NodeImage = (
            await self.session.scalars(
                self.rows()
                .where(
                    col(NodeImage.node_id) == node_id,
                    col(NodeImage.image) == image,
                    col(NodeImage.reference) == reference,
                )
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        ).one()
        return found

    async def lock_if_there(self, image_id: UUID) -> NodeImage | None:
        """Return an image of a node, fresh and locked; None where it was removed."""
        rows = self.rows().where(col(NodeImage.id) == image_id).with_for_update()
        found: NodeImage | None = await self.session.scalar(
            rows.execution_options(populate_existing=True)
        )
        return found

    async def on_node(self, node_id: UUID) -> Sequence[NodeImage]:
        """Return what is known of a node's images, locked in one order."""
        rows = self.rows().where(col(NodeImage.node_id) == node_id).order_by(col(NodeImage.id))
        return (
            await self.session.scalars(
                rows.with_for_update().execution_options(populate_existing=True)
            )
        ).all()

    async def note_progress(
        self, image_id: UUID, attempts: int, progress: Mapping[str, int]
    ) -> NodeImage | None:
        """Write how far a pull is; None where another worker has it, or nobody any more."""
        found: NodeImage | None = await self.session.scalar(
            update(NodeImage)
            .where(
                col(NodeImage.id) == image_id,
                col(NodeImage.attempts) == attempts,
                col(NodeImage.state).in_(BUSY_IMAGES),
            )
            .values(**progress)
            .returning(NodeImage),
            execution_options={"synchronize_session": False, "populate_existing": True},
        )
        return found

    async def stranded(self, asked_before: datetime) -> Sequence[tuple[UUID, int]]:
        """Return ids and revisions of what waits since then for a job that is no more."""
        alive = (
            select(col(Job.id))
            .where(col(Job.key) == _JOB, col(Job.state).in_([JobState.PENDING, JobState.LEASED]))
            .exists()
        )
        rows = select(col(NodeImage.id), col(NodeImage.revision)).where(
            col(NodeImage.state).in_(BUSY_IMAGES), col(NodeImage.changed_at) < asked_before, ~alive
        )
        return [(found.id, found.revision) for found in await self.session.execute(rows)]

    async def delete_of_retired(self) -> None:
        """Forget the images of nodes that are retired."""
        retired = select(col(Node.id)).where(col(Node.state) == NodeState.RETIRED)
        await self.session.execute(delete(NodeImage).where(col(NodeImage.node_id).in_(retired)))
