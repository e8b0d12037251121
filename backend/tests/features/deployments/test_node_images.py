"""Images on nodes: pulled and removed by workers, one pull at a time."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.celery.schedule import run_tick
from app.core import clock, json
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.features.deployments import service
from app.features.deployments.errors import (
    ImageBusyError,
    ImageNotPullingError,
)
from app.features.deployments.models import NodeImage
from app.features.deployments.providers.base import (
    DriverError,
    ImageMissingError,
    PullProgress,
)
from app.features.deployments.providers.base import ImageInUseError as EngineInUseError
from app.features.deployments.schemas import NodeImageQuery
from app.features.deployments.workflow import images
from app.features.nodes import service as nodes
from app.features.nodes.errors import NodeStateError
from tests.factories.nodes import STAFF, make_node
from tests.features.deployments.node_images import (
    ask_image,
    cancel_pull,
    image_events,
    image_id,
    images_on_node,
    only_image,
    pull_again,
    pull_image,
    remove_image,
    set_image,
)
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import DiedError

__all__ = ["image_id"]

_HALF = PullProgress(layers_done=1, layers_total=3, bytes_done=512, bytes_total=1024)


async def test_staff_pull_an_image_to_a_node(panel: Panel, image_id: UUID) -> None:
    asked = await ask_image(panel, image_id)
    assert (asked.state, asked.allowed_actions) == ("queued", ["cancel"])
    await panel.drain()

    found = await only_image(panel)
    assert (found["state"], found["image_id"], found["reference"]) == (
        "present",
        str(image_id),
        "registry/site:1",
    )
    assert (found["size_bytes"], found["digest"]) == (2_048, "sha256:5eed")
    assert found["verified_at"] is not None
    assert found["allowed_actions"] == ["pull", "remove"]
    assert [one["state"] for one in await image_events(panel)] == ["queued", "pulling", "present"]
    assert panel.runtime.calls["prepare"] == 1


async def test_the_catalogue_tells_on_which_nodes_an_image_is(panel: Panel, image_id: UUID) -> None:
    await pull_image(panel, image_id)
    for asked, expected in ((image_id, ["node-1"]), (new_id(), [])):
        page = await service.read_image_nodes(panel.database, STAFF, asked, NodeImageQuery())
        assert [one["node_name"] for one in json.loads(page)["items"]] == expected


async def test_two_who_want_an_image_share_one_pull(panel: Panel, image_id: UUID) -> None:
    first = await ask_image(panel, image_id)
    second = await ask_image(panel, image_id)
    await panel.drain()
    assert (first.id, panel.runtime.calls["prepare"]) == (second.id, 1)


async def test_progress_is_told_while_the_image_arrives(
    panel: Panel, image_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_REPORT_SECONDS", 0.01)
    panel.runtime.progress = [PullProgress(layers_done=1, layers_total=4), _HALF]
    seen: list[int | None] = []

    async def until_written() -> None:
        while (share := (await image_events(panel))[-1]["progress"]) in {None, *seen}:  # noqa: ASYNC110  another task writes it
            await asyncio.sleep(0.01)
        seen.append(share)

    panel.runtime.told = until_written
    await pull_image(panel, image_id)

    assert seen == [25, 50]
    assert (await only_image(panel))["progress"] == {
        "layers_done": 1,
        "layers_total": 3,
        "bytes_done": 512,
        "bytes_total": 1024,
    }


async def test_a_pull_is_cancelled_while_it_waits_and_while_it_runs(
    panel: Panel, image_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_REPORT_SECONDS", 0.01)
    asked = await ask_image(panel, image_id)
    assert (await cancel_pull(panel, asked)).state == "cancelled"
    await panel.drain()
    assert panel.runtime.calls["prepare"] == 0
    with pytest.raises(ImageNotPullingError):
        await cancel_pull(panel, asked)

    async def cancel() -> None:
        await cancel_pull(panel, asked)
        await asyncio.Event().wait()

    panel.runtime.progress, panel.runtime.told = [_HALF], cancel
    await pull_again(panel, asked)
    assert (await only_image(panel))["state"] == "cancelled"
    assert panel.runtime.images == set()


async def test_a_pull_that_fails_says_why_and_is_tried_again(panel: Panel, image_id: UUID) -> None:
    panel.runtime.fail("prepare", 1, lambda: ImageMissingError(image="static-site"))
    asked = await pull_image(panel, image_id)
    failed = await only_image(panel)
    assert (failed["state"], failed["error"]) == (
        "failed",
        {"code": "image_missing", "params": {"image": "static-site"}},
    )
    await pull_again(panel, asked)
    found = await only_image(panel)
    assert (found["state"], found["error"]) == ("present", None)


async def test_a_worker_that_died_is_followed_by_one_that_pulls_again(
    panel: Panel, image_id: UUID
) -> None:
    panel.runtime.before["prepare"] = [DiedError]
    await pull_image(panel, image_id)
    assert (await only_image(panel))["state"] == "present"


async def test_a_pull_cancelled_while_its_worker_was_dead_is_not_begun_again(
    panel: Panel, image_id: UUID
) -> None:
    asked = await ask_image(panel, image_id)
    await set_image(panel, asked, state="pulling")
    await cancel_pull(panel, asked)
    await panel.drain()
    assert ((await only_image(panel))["state"], panel.runtime.calls["prepare"]) == ("cancelled", 0)


async def test_a_worker_that_was_given_up_writes_nothing(
    panel: Panel, image_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_REPORT_SECONDS", 0.01)
    asked = await ask_image(panel, image_id)

    async def lose() -> None:
        await set_image(panel, asked, attempts=7)
        await asyncio.Event().wait()

    panel.runtime.progress, panel.runtime.told = [_HALF], lose
    await panel.drain()
    assert (await only_image(panel))["state"] == "pulling"
    await set_image(panel, asked, changed_at=clock.now() - timedelta(minutes=1))
    await run_tick(panel.database, "deployments.check_images")
    failed = await only_image(panel)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "internal_error")


@pytest.mark.parametrize("newer", [False, True])
async def test_a_job_that_was_given_up_fails_its_pull(
    panel: Panel, image_id: UUID, *, newer: bool
) -> None:
    panel.runtime.fail("prepare", 8, RuntimeError)
    asked = await ask_image(panel, image_id)
    if newer:
        await set_image(panel, asked, revision=2)
    await panel.drain()
    found = await only_image(panel)
    assert found["state"] == ("queued" if newer else "failed")
    async with panel.database.unit_of_work() as session:
        await images.give_up(session, new_id(), 1, "not there")


async def test_an_image_that_nothing_uses_is_removed(panel: Panel, image_id: UUID) -> None:
    asked = await pull_image(panel, image_id)
    assert (await remove_image(panel, asked)).state == "removing"
    for call in (remove_image, cancel_pull):
        with pytest.raises((ImageBusyError, ImageNotPullingError)):
            await call(panel, asked)
    with pytest.raises(ImageBusyError):
        await ask_image(panel, image_id)
    await panel.drain()
    assert (await images_on_node(panel), panel.runtime.images) == ([], set())
    with pytest.raises(NotFoundError):
        await remove_image(panel, asked)


@pytest.mark.parametrize("seen", [True, False])
async def test_an_image_that_a_node_keeps_says_why(
    panel: Panel, image_id: UUID, *, seen: bool
) -> None:
    panel.runtime.fail("remove_image", 1, EngineInUseError)
    if not seen:
        panel.runtime.fail("prepare", 1, ImageMissingError)
    asked = await pull_image(panel, image_id)
    await remove_image(panel, asked)
    await panel.drain()
    kept = await only_image(panel)
    assert kept["state"] == ("present" if seen else "failed")
    assert kept["error"]["code"] == "image_in_use"


async def test_what_is_on_nodes_is_noted_again_and_again(panel: Panel, image_id: UUID) -> None:
    panel.runtime.images = {"static-site", "a-strangers"}
    await run_tick(panel.database, "deployments.check_images")
    found = await only_image(panel)
    assert (found["state"], found["image_id"]) == ("present", str(image_id))

    panel.runtime.images = set()
    for state in ("missing", "missing"):
        await run_tick(panel.database, "deployments.check_images")
        gone = await only_image(panel)
        assert (gone["state"], gone["verified_at"]) == (state, None)

    panel.runtime.images = {"registry/site:1"}
    await run_tick(panel.database, "deployments.check_images")
    await run_tick(panel.database, "deployments.check_images")
    assert (await only_image(panel))["state"] == "present"

    panel.runtime.fail("images", 1)
    await run_tick(panel.database, "deployments.check_images")
    assert (await only_image(panel))["state"] == "present"

    await ask_image(panel, image_id)
    panel.runtime.images = set()
    await run_tick(panel.database, "deployments.check_images")
    assert (await only_image(panel))["state"] == "queued"


async def test_a_retired_node_pulls_nothing_and_is_forgotten(panel: Panel, image_id: UUID) -> None:
    asked = await ask_image(panel, image_id)
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
    asked = await pull_image(panel, image_id)
    async with panel.database.unit_of_work() as session:
        for prepare in (images.prepare_pull, images.prepare_removal):
            assert await prepare(session, image_id=asked.id, revision=1) is None
            assert await prepare(session, image_id=new_id(), revision=1) is None
        [place] = await nodes.nodes(session)
        late = images.ImageJob(asked.id, 9, place, "static-site", "")
        await images.finish_pull(session, late, images.Pulled(error=DriverError()))
        await images.finish_removal(session, late, images.Pulled())
    assert (await only_image(panel))["state"] == "present"
