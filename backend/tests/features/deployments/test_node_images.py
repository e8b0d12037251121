"""Images on nodes: pulled and removed by workers, one pull at a time, and awaited by deploys."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.celery.schedule import run_tick
from app.core import clock, json
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.features.catalog.models import CatalogStatus, Image, ServiceKind
from app.features.deployments import service
from app.features.deployments.errors import (
    ImageBusyError,
    ImageInUseError,
    ImageNotPullingError,
)
from app.features.deployments.models import NodeImage, ServiceStatus
from app.features.deployments.providers.base import (
    DriverError,
    ImageMissingError,
    PullProgress,
)
from app.features.deployments.providers.base import ImageInUseError as EngineInUseError
from app.features.deployments.schemas import Action, NodeImageQuery, NodeImageRead
from app.features.deployments.workflow import images
from app.features.nodes import service as nodes
from app.features.nodes.errors import NodeStateError
from tests.factories.nodes import STAFF, make_node
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import DiedError

_HALF = PullProgress(layers_done=1, layers_total=3, bytes_done=512, bytes_total=1024)


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


async def _asked(panel: Panel, image_id: UUID) -> NodeImageRead:
    async with panel.database.unit_of_work() as session:
        return await service.pull_image(session, STAFF, panel.node_id, image_id)


async def _pulled(panel: Panel, image_id: UUID) -> NodeImageRead:
    asked = await _asked(panel, image_id)
    await panel.drain()
    return asked


async def _again(panel: Panel, one: NodeImageRead) -> None:
    async with panel.database.unit_of_work() as session:
        await service.pull_image_again(session, STAFF, panel.node_id, one.id)
    await panel.drain()


async def _cancelled(panel: Panel, one: NodeImageRead) -> NodeImageRead:
    async with panel.database.unit_of_work() as session:
        return await service.cancel_pull(session, STAFF, panel.node_id, one.id)


async def _removed(panel: Panel, one: NodeImageRead) -> NodeImageRead:
    async with panel.database.unit_of_work() as session:
        return await service.remove_image(session, STAFF, panel.node_id, one.id)


async def _on_node(panel: Panel) -> list[dict[str, Any]]:
    page = await service.read_node_images(
        panel.database, STAFF, panel.node_id, NodeImageQuery(sort=["image"])
    )
    found: list[dict[str, Any]] = json.loads(page)["items"]
    return found


async def _only(panel: Panel) -> dict[str, Any]:
    [found] = await _on_node(panel)
    return found


async def _set(panel: Panel, one: NodeImageRead, **values: object) -> None:
    async with panel.database.unit_of_work() as session:
        row = await session.get_one(NodeImage, one.id)
        for name, value in values.items():
            setattr(row, name, value)


async def _told(panel: Panel) -> list[Mapping[str, Any]]:
    async with panel.database.unit_of_work() as session:
        rows = await session.scalars(
            text("SELECT payload FROM event WHERE type = 'node.image_changed' ORDER BY id")
        )
        return list(rows.all())


async def test_staff_pull_an_image_to_a_node(panel: Panel, image_id: UUID) -> None:
    asked = await _asked(panel, image_id)
    assert (asked.state, asked.allowed_actions) == ("queued", ["cancel"])
    await panel.drain()

    found = await _only(panel)
    assert (found["state"], found["image_id"], found["reference"]) == (
        "present",
        str(image_id),
        "registry/site:1",
    )
    assert (found["size_bytes"], found["digest"]) == (2_048, "sha256:5eed")
    assert found["verified_at"] is not None
    assert found["allowed_actions"] == ["pull", "remove"]
    assert [one["state"] for one in await _told(panel)] == ["queued", "pulling", "present"]
    assert panel.runtime.calls["prepare"] == 1


async def test_the_catalogue_tells_on_which_nodes_an_image_is(panel: Panel, image_id: UUID) -> None:
    await _pulled(panel, image_id)
    for asked, expected in ((image_id, ["node-1"]), (new_id(), [])):
        page = await service.read_image_nodes(panel.database, STAFF, asked, NodeImageQuery())
        assert [one["node_name"] for one in json.loads(page)["items"]] == expected


async def test_two_who_want_an_image_share_one_pull(panel: Panel, image_id: UUID) -> None:
    first = await _asked(panel, image_id)
    second = await _asked(panel, image_id)
    await panel.drain()
    assert (first.id, panel.runtime.calls["prepare"]) == (second.id, 1)


async def test_progress_is_told_while_the_image_arrives(
    panel: Panel, image_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_REPORT_SECONDS", 0.01)
    panel.runtime.progress = [PullProgress(layers_done=1, layers_total=4), _HALF]
    seen: list[int | None] = []

    async def until_written() -> None:
        while (share := (await _told(panel))[-1]["progress"]) in {None, *seen}:  # noqa: ASYNC110  another task writes it
            await asyncio.sleep(0.01)
        seen.append(share)

    panel.runtime.told = until_written
    await _pulled(panel, image_id)

    assert seen == [25, 50]
    assert (await _only(panel))["progress"] == {
        "layers_done": 1,
        "layers_total": 3,
        "bytes_done": 512,
        "bytes_total": 1024,
    }


async def test_a_pull_is_cancelled_while_it_waits_and_while_it_runs(
    panel: Panel, image_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_REPORT_SECONDS", 0.01)
    asked = await _asked(panel, image_id)
    assert (await _cancelled(panel, asked)).state == "cancelled"
    await panel.drain()
    assert panel.runtime.calls["prepare"] == 0
    with pytest.raises(ImageNotPullingError):
        await _cancelled(panel, asked)

    async def cancel() -> None:
        await _cancelled(panel, asked)
        await asyncio.Event().wait()

    panel.runtime.progress, panel.runtime.told = [_HALF], cancel
    await _again(panel, asked)
    assert (await _only(panel))["state"] == "cancelled"
    assert panel.runtime.images == set()


async def test_a_pull_that_fails_says_why_and_is_tried_again(panel: Panel, image_id: UUID) -> None:
    panel.runtime.fail("prepare", 1, lambda: ImageMissingError(image="static-site"))
    asked = await _pulled(panel, image_id)
    failed = await _only(panel)
    assert (failed["state"], failed["error"]) == (
        "failed",
        {"code": "image_missing", "params": {"image": "static-site"}},
    )
    await _again(panel, asked)
    found = await _only(panel)
    assert (found["state"], found["error"]) == ("present", None)


async def test_a_worker_that_died_is_followed_by_one_that_pulls_again(
    panel: Panel, image_id: UUID
) -> None:
    panel.runtime.before["prepare"] = [DiedError]
    await _pulled(panel, image_id)
    assert (await _only(panel))["state"] == "present"


async def test_a_pull_cancelled_while_its_worker_was_dead_is_not_begun_again(
    panel: Panel, image_id: UUID
) -> None:
    asked = await _asked(panel, image_id)
    await _set(panel, asked, state="pulling")
    await _cancelled(panel, asked)
    await panel.drain()
    assert ((await _only(panel))["state"], panel.runtime.calls["prepare"]) == ("cancelled", 0)


async def test_a_worker_that_was_given_up_writes_nothing(
    panel: Panel, image_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_REPORT_SECONDS", 0.01)
    asked = await _asked(panel, image_id)

    async def lose() -> None:
        await _set(panel, asked, attempts=7)
        await asyncio.Event().wait()

    panel.runtime.progress, panel.runtime.told = [_HALF], lose
    await panel.drain()
    assert (await _only(panel))["state"] == "pulling"
    await _set(panel, asked, changed_at=clock.now() - timedelta(minutes=1))
    await run_tick(panel.database, "deployments.check_images")
    failed = await _only(panel)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "internal_error")


@pytest.mark.parametrize("newer", [False, True])
async def test_a_job_that_was_given_up_fails_its_pull(
    panel: Panel, image_id: UUID, *, newer: bool
) -> None:
    panel.runtime.fail("prepare", 8, RuntimeError)
    asked = await _asked(panel, image_id)
    if newer:
        await _set(panel, asked, revision=2)
    await panel.drain()
    found = await _only(panel)
    assert found["state"] == ("queued" if newer else "failed")
    async with panel.database.unit_of_work() as session:
        await images.give_up(session, new_id(), 1, "not there")


async def test_an_image_that_nothing_uses_is_removed(panel: Panel, image_id: UUID) -> None:
    asked = await _pulled(panel, image_id)
    assert (await _removed(panel, asked)).state == "removing"
    for call in (_removed, _cancelled):
        with pytest.raises((ImageBusyError, ImageNotPullingError)):
            await call(panel, asked)
    with pytest.raises(ImageBusyError):
        await _asked(panel, image_id)
    await panel.drain()
    assert (await _on_node(panel), panel.runtime.images) == ([], set())
    with pytest.raises(NotFoundError):
        await _removed(panel, asked)


async def test_an_image_that_services_use_stays(panel: Panel, image_id: UUID) -> None:
    made = await panel.deployed(image_reference="registry/site:1")
    found = await _only(panel)
    assert (found["services"], found["allowed_actions"]) == (1, ["pull"])
    asked = NodeImageRead.model_validate(found)
    with pytest.raises(ImageInUseError):
        await _removed(panel, asked)
    await panel.act(made, Action.DELETE)
    await _removed(panel, asked)
    await panel.drain()
    assert await _on_node(panel) == []
    assert image_id


@pytest.mark.parametrize("seen", [True, False])
async def test_an_image_that_a_node_keeps_says_why(
    panel: Panel, image_id: UUID, *, seen: bool
) -> None:
    panel.runtime.fail("remove_image", 1, EngineInUseError)
    if not seen:
        panel.runtime.fail("prepare", 1, ImageMissingError)
    asked = await _pulled(panel, image_id)
    await _removed(panel, asked)
    await panel.drain()
    kept = await _only(panel)
    assert kept["state"] == ("present" if seen else "failed")
    assert kept["error"]["code"] == "image_in_use"


async def test_a_service_placed_before_the_removal_began_keeps_its_image(
    panel: Panel, image_id: UUID
) -> None:
    asked = await _pulled(panel, image_id)
    await _removed(panel, asked)
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
    asked = await _asked(panel, image_id)
    with pytest.raises(ImageBusyError):
        await _cancelled(panel, asked)
    await _set(panel, asked, bytes_done=1, bytes_total=4, state="pulling")
    async with panel.database.unit_of_work() as session:
        await session.execute(text("DELETE FROM job WHERE task = 'deployments.pull_image'"))
    await panel.advance(1)
    [operation] = await panel.operations(await panel.service(order))
    [step] = [one for one in (await panel.read(operation.id))["steps"] if one["name"] == "prepare"]
    assert step["detail"] == {"code": "fetching_image", "params": {"percent": 25}}

    await _set(panel, asked, changed_at=clock.now() - timedelta(minutes=1))
    await run_tick(panel.database, "deployments.check_images")
    await panel.drain()
    assert (await panel.service(order)).status is ServiceStatus.ACTIVE
    assert panel.runtime.calls["prepare"] == 1


@pytest.mark.parametrize("after", ["gone", "cancelled"])
async def test_a_deploy_asks_anew_where_its_pull_came_to_nothing(panel: Panel, after: str) -> None:
    order = await panel.ordered()
    await panel.advance(3)
    one = NodeImageRead.model_validate(await _only(panel))
    if after == "cancelled":
        await _set(panel, one, state="cancelled")
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


async def test_what_is_on_nodes_is_noted_again_and_again(panel: Panel, image_id: UUID) -> None:
    panel.runtime.images = {"static-site", "a-strangers"}
    await run_tick(panel.database, "deployments.check_images")
    found = await _only(panel)
    assert (found["state"], found["image_id"]) == ("present", str(image_id))

    panel.runtime.images = set()
    for state in ("missing", "missing"):
        await run_tick(panel.database, "deployments.check_images")
        gone = await _only(panel)
        assert (gone["state"], gone["verified_at"]) == (state, None)

    panel.runtime.images = {"registry/site:1"}
    await run_tick(panel.database, "deployments.check_images")
    await run_tick(panel.database, "deployments.check_images")
    assert (await _only(panel))["state"] == "present"

    panel.runtime.fail("images", 1)
    await run_tick(panel.database, "deployments.check_images")
    assert (await _only(panel))["state"] == "present"

    await _asked(panel, image_id)
    panel.runtime.images = set()
    await run_tick(panel.database, "deployments.check_images")
    assert (await _only(panel))["state"] == "queued"


async def test_a_retired_node_pulls_nothing_and_is_forgotten(panel: Panel, image_id: UUID) -> None:
    asked = await _asked(panel, image_id)
    async with panel.database.unit_of_work() as session:
        other = await make_node(session, "node-2")
        await nodes.retire(session, STAFF, panel.node_id)
    await panel.drain()
    async with panel.database.unit_of_work() as session:
        row = await session.get_one(NodeImage, asked.id)
        assert (row.state.value, row.error_code) == ("failed", "node_unreachable")
        for refused in (
            service.pull_image(session, STAFF, panel.node_id, image_id),
            service.pull_image_again(session, STAFF, panel.node_id, asked.id),
        ):
            with pytest.raises(NodeStateError):
                await refused
        for missing in (
            service.pull_image(session, STAFF, new_id(), image_id),
            service.pull_image(session, STAFF, panel.node_id, new_id()),
            service.cancel_pull(session, STAFF, other, asked.id),
        ):
            with pytest.raises(NotFoundError):
                await missing
    await run_tick(panel.database, "deployments.check_images")
    async with panel.database.unit_of_work() as session:
        assert (await session.execute(text("SELECT 1 FROM node_image"))).all() == []


async def test_a_job_of_an_older_wish_does_nothing(panel: Panel, image_id: UUID) -> None:
    asked = await _pulled(panel, image_id)
    async with panel.database.unit_of_work() as session:
        for prepare in (images.prepare_pull, images.prepare_removal):
            assert await prepare(session, image_id=asked.id, revision=1) is None
            assert await prepare(session, image_id=new_id(), revision=1) is None
        [place] = await nodes.nodes(session)
        late = images.ImageJob(asked.id, 9, place, "static-site", "")
        await images.finish_pull(session, late, images.Pulled(error=DriverError()))
        await images.finish_removal(session, late, images.Pulled())
    assert (await _only(panel))["state"] == "present"
