"""Deploys wait for the images of their nodes, and services keep theirs."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.features.deployments.errors import (
    ImageBusyError,
    ImageInUseError,
)
from app.features.deployments.models import ServiceStatus
from app.features.deployments.providers.base import (
    ImageMissingError,
)
from app.features.deployments.schemas import Action, NodeImageRead
from tests.features.deployments.node_images import (
    ask_image,
    cancel_pull,
    image_id,
    images_on_node,
    only_image,
    pull_image,
    remove_image,
    set_image,
)
from tests.features.deployments.panel import Panel

__all__ = ["image_id"]


async def test_an_image_that_services_use_stays(panel: Panel, image_id: UUID) -> None:
    made = await panel.deployed(image_reference="registry/site:1")
    found = await only_image(panel)
    assert (found["services"], found["allowed_actions"]) == (1, ["pull"])
    asked = NodeImageRead.model_validate(found)
    with pytest.raises(ImageInUseError):
        await remove_image(panel, asked)
    await panel.act(made, Action.DELETE)
    await remove_image(panel, asked)
    await panel.drain()
    assert await images_on_node(panel) == []
    assert image_id


async def test_a_service_placed_before_the_removal_began_keeps_its_image(
    panel: Panel, image_id: UUID
) -> None:
    asked = await pull_image(panel, image_id)
    await remove_image(panel, asked)
    order = await panel.ordered(image_reference="registry/site:1")
    async with panel.database.unit_of_work() as session:
        placed = await panel.service(order)
        await session.execute(
            text("UPDATE service SET node_id = :n WHERE id = :s"),
            {"n": panel.node_id, "s": placed.id},
        )
    await panel.drain()
    assert panel.runtime.calls["remove_image"] == 0
    assert (await panel.service(order)).status is ServiceStatus.ACTIVE


async def test_a_deploy_waits_for_the_pull_and_tells_how_far_it_is(
    panel: Panel, image_id: UUID
) -> None:
    order = await panel.ordered(image_reference="registry/site:1")
    await panel.advance(3)
    asked = await ask_image(panel, image_id)
    with pytest.raises(ImageBusyError):
        await cancel_pull(panel, asked)
    await set_image(panel, asked, bytes_done=1, bytes_total=4, state="pulling")
    async with panel.database.unit_of_work() as session:
        await session.execute(text("DELETE FROM job WHERE task = 'deployments.pull_image'"))
    await panel.advance(1)
    [operation] = await panel.operations(await panel.service(order))
    [step] = [one for one in (await panel.read(operation.id))["steps"] if one["name"] == "prepare"]
    assert step["detail"] == {"code": "fetching_image", "params": {"percent": 25}}

    await set_image(panel, asked, changed_at=clock.now() - timedelta(minutes=1))
    await run_tick(panel.database, "deployments.check_images")
    await panel.drain()
    assert (await panel.service(order)).status is ServiceStatus.ACTIVE
    assert panel.runtime.calls["prepare"] == 1


@pytest.mark.parametrize("after", ["gone", "cancelled"])
async def test_a_deploy_asks_anew_where_its_pull_came_to_nothing(panel: Panel, after: str) -> None:
    order = await panel.ordered()
    await panel.advance(3)
    one = NodeImageRead.model_validate(await only_image(panel))
    if after == "cancelled":
        await set_image(panel, one, state="cancelled")
    else:
        async with panel.database.unit_of_work() as session:
            await session.execute(text("DELETE FROM node_image"))
    await panel.drain()
    assert (await panel.service(order)).status is ServiceStatus.ACTIVE


async def test_a_deploy_whose_image_is_missing_fails_with_that_reason(panel: Panel) -> None:
    panel.runtime.fail("prepare", 1, lambda: ImageMissingError(image="static-site"))
    made = await panel.deployed()
    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "image_missing")
    assert made.failure_params == {"image": "static-site"}


async def test_jobs_of_the_last_release_wake_what_waits(panel: Panel) -> None:
    order = await panel.ordered()
    await panel.advance(3)
    made = await panel.service(order)
    [operation] = await panel.operations(made)
    async with panel.database.unit_of_work() as session:
        await session.execute(
            text(
                "INSERT INTO job"
                " (id, task, queue, payload, state, attempts, max_attempts, request_id)"
                " SELECT :id, 'deployments.fetch_image', queue,"
                " jsonb_build_object('operation_id', CAST(:operation AS text), 'revision', 3,"
                " 'image', 'x', 'reference', ''), 'pending', 0, 8, '' FROM job LIMIT 1"
            ),
            {"id": new_id(), "operation": str(operation.id)},
        )
    await panel.drain()
    assert (await panel.dead_jobs(), (await panel.service(order)).status) == (
        0,
        ServiceStatus.ACTIVE,
    )
