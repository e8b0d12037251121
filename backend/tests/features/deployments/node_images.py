"""An image of the catalogue, and what staff do with it on a node."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core import json
from app.features.catalog.models import CatalogStatus, Image, ServiceKind
from app.features.deployments import service
from app.features.deployments.models import NodeImage
from app.features.deployments.schemas import NodeImageQuery, NodeImageRead
from tests.factories.nodes import STAFF
from tests.features.deployments.panel import Panel


@pytest.fixture
async def image_id(panel: Panel) -> UUID:
    async with panel.database.unit_of_work() as session:
        image = Image(
            slug="static-site",
            kind=ServiceKind.CONTAINER,
            name="Static site",
            description={"en": "A site"},
            reference="registry/site:1",
            status=CatalogStatus.ON_SALE,
        )
        session.add(image)
        return image.id


async def ask_image(panel: Panel, image_id: UUID) -> NodeImageRead:
    async with panel.database.unit_of_work() as session:
        return await service.pull_image(session, STAFF, panel.node_id, image_id)


async def pull_image(panel: Panel, image_id: UUID) -> NodeImageRead:
    asked = await ask_image(panel, image_id)
    await panel.drain()
    return asked


async def pull_again(panel: Panel, one: NodeImageRead) -> None:
    async with panel.database.unit_of_work() as session:
        await service.pull_image_again(session, STAFF, panel.node_id, one.id)
    await panel.drain()


async def cancel_pull(panel: Panel, one: NodeImageRead) -> NodeImageRead:
    async with panel.database.unit_of_work() as session:
        return await service.cancel_pull(session, STAFF, panel.node_id, one.id)


async def remove_image(panel: Panel, one: NodeImageRead) -> NodeImageRead:
    async with panel.database.unit_of_work() as session:
        return await service.remove_image(session, STAFF, panel.node_id, one.id)


async def images_on_node(panel: Panel) -> list[dict[str, Any]]:
    page = await service.read_node_images(
        panel.database, STAFF, panel.node_id, NodeImageQuery(sort=["image"])
    )
    found: list[dict[str, Any]] = json.loads(page)["items"]
    return found


async def only_image(panel: Panel) -> dict[str, Any]:
    [found] = await images_on_node(panel)
    return found


async def set_image(panel: Panel, one: NodeImageRead, **values: object) -> None:
    async with panel.database.unit_of_work() as session:
        row = await session.get_one(NodeImage, one.id)
        for name, value in values.items():
            setattr(row, name, value)


async def image_events(panel: Panel) -> list[Mapping[str, Any]]:
    async with panel.database.unit_of_work() as session:
        rows = await session.scalars(
            text("SELECT payload FROM event WHERE type = 'node.image_changed' ORDER BY id")
        )
        return list(rows.all())
