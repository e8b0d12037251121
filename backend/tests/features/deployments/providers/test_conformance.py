"""What every driver guarantees. A new driver passes this suite or is none."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from app.core.json import dumps
from app.features.deployments.providers.base import (
    Driver,
    DriverTimeoutError,
    ImageInUseError,
    ImageMissingError,
    InstanceMissingError,
    InstanceSpec,
    InstanceStatus,
    InvalidSpecError,
    NameTakenError,
    NodeUnreachableError,
    PortTakenError,
)
from app.features.deployments.providers.images import names_of
from tests.eventually import Eventually
from tests.features.deployments.providers.environments import (
    CONTAINERS,
    DriverEnvironment,
    changed,
    fetch,
    free_port,
)
from tests.features.deployments.providers.serving import begin

_BACKEND = Path(__file__).parents[4]
_CREATOR = "tests.features.deployments.providers.creator"


async def test_node_says_what_it_is(driver: Driver) -> None:
    facts = await driver.facts()
    assert facts.cpu_millis >= 1000
    assert facts.memory_mb > 100


@CONTAINERS
@pytest.mark.parametrize("image", ["static-site", "python-web"])
async def test_images_are_reachable_and_show_their_name(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually, image: str
) -> None:
    spec = await begin(environment, driver, eventually, image)
    status, body = await fetch(f"http://127.0.0.1:{spec.port}/")
    assert (status, "web.example.com" in body) == (200, True)
    assert "<script" not in body
    assert (await fetch(f"http://127.0.0.1:{spec.port}/nothing"))[0] == 404


@CONTAINERS
async def test_python_web_has_a_health_address(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    assert await fetch(f"http://127.0.0.1:{spec.port}/health") == (200, "ok\n")


async def test_unknown_image_is_missing(environment: DriverEnvironment, driver: Driver) -> None:
    with pytest.raises(ImageMissingError):
        await driver.prepare("no-such-image")
    with pytest.raises(ImageMissingError):
        await driver.create(environment.spec("no-such-image"))


@CONTAINERS
@pytest.mark.parametrize("image", ["static-site", "python-web"])
async def test_an_image_says_what_it_is_and_is_not_removed_while_in_use(
    environment: DriverEnvironment, driver: Driver, image: str
) -> None:
    found = await driver.prepare(image)
    assert (found.size_bytes > 0, found.digest.startswith("sha256:")) == (True, True)
    listed = {one.reference: one for one in await driver.images()}
    names = names_of(image, "") & listed.keys()
    assert {listed[name].digest for name in names} == {found.digest}
    await driver.create(environment.spec(image))
    with pytest.raises(ImageInUseError):
        await driver.remove_image(image)
    await driver.prepare(image)


async def test_removing_an_image_that_is_not_there_succeeds(driver: Driver) -> None:
    await driver.remove_image("nothing", "localhost/hostwright/nothing:1")


async def test_create_makes_it_stopped(environment: DriverEnvironment, driver: Driver) -> None:
    spec = environment.spec()
    info = await driver.create(spec)
    assert info.status is InstanceStatus.STOPPED
    assert (info.name, info.service_id) == (spec.name, spec.service_id)
    assert info.address == f"http://127.0.0.1:{spec.port}"
    assert info.started_at is None


async def test_create_again_adopts_and_disturbs_nothing(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "static-site")
    pid = await environment.pid(spec.name)
    again = await driver.create(spec)
    assert again.status is InstanceStatus.RUNNING
    assert await environment.pid(spec.name) == pid
    assert await environment.count(spec.name) == 1


async def test_create_racing_with_itself_makes_one(
    environment: DriverEnvironment, driver: Driver
) -> None:
    spec = environment.spec()
    async with environment.driver() as other:
        first, second = await asyncio.gather(driver.create(spec), other.create(spec))
    assert first == second
    assert [info.name for info in await driver.list()] == [spec.name]
    left = await environment.leftovers()
    assert len(left) == len(set(left))


async def test_start_racing_with_itself_starts_one(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = environment.spec()
    await driver.create(spec)
    async with environment.driver() as other:
        first, _ = await asyncio.gather(driver.start(spec.name), other.start(spec.name))
    await eventually(lambda: environment.is_up(first))
    assert await environment.count(spec.name) == 1


@CONTAINERS
async def test_create_with_another_spec_replaces_and_leaves_stopped(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    other = changed(spec, memory_mb=128, port=free_port(), hostname="new.example.com")
    assert (await driver.create(other)).status is InstanceStatus.STOPPED
    info = await driver.start(spec.name)
    await eventually(lambda: environment.is_up(info))
    assert info.limits.memory_mb == 128
    status, body = await fetch(f"http://127.0.0.1:{other.port}/")
    assert (status, "new.example.com" in body) == (200, True)
    assert (await fetch(f"http://127.0.0.1:{spec.port}/"))[0] == 0


@CONTAINERS
async def test_data_outlives_a_restart(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    address = f"http://127.0.0.1:{spec.port}/"
    _, before = await fetch(address)
    info = await driver.restart(spec.name)
    await eventually(lambda: environment.is_up(info))
    _, after = await fetch(address)
    assert _visits(after) > _visits(before)


def _visits(page: str) -> int:
    return int(page.split("Посещений</dt><dd>")[1].split("<", maxsplit=1)[0])


async def test_stop_start_and_restart_may_be_repeated(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "static-site")
    for _ in range(2):
        await driver.stop(spec.name)
        stopped = await driver.inspect(spec.name)
        assert stopped is not None
        assert stopped.status is InstanceStatus.STOPPED
        assert (await fetch(f"http://127.0.0.1:{spec.port}/"))[0] == 0
    for _ in range(2):
        info = await driver.start(spec.name)
        await eventually(lambda info=info: environment.is_up(info))
    assert info.started_at is not None
    again = await driver.restart(spec.name)
    await eventually(lambda: environment.is_up(again))
    assert again.started_at is not None
    assert again.started_at > info.started_at


async def test_missing_is_success_or_said(environment: DriverEnvironment, driver: Driver) -> None:
    name = environment.spec().name
    await driver.delete(name)
    await driver.stop(name)
    assert await driver.inspect(name) is None
    assert await driver.logs(name) == []
    assert await driver.usage([name]) == []
    for call in (driver.start, driver.restart):
        with pytest.raises(InstanceMissingError):
            await call(name)


async def test_delete_leaves_nothing_and_may_be_repeated(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    await driver.delete(spec.name)
    await driver.delete(spec.name)
    assert await environment.leftovers() == []
    assert (await fetch(f"http://127.0.0.1:{spec.port}/"))[0] == 0
    assert await driver.list() == []


async def test_delete_racing_with_itself(environment: DriverEnvironment, driver: Driver) -> None:
    spec = environment.spec()
    await driver.create(spec)
    await driver.start(spec.name)
    async with environment.driver() as other:
        await asyncio.gather(driver.delete(spec.name), other.delete(spec.name))
    assert await environment.leftovers() == []


@pytest.mark.parametrize("call", ["create", "start", "stop", "restart", "delete"])
async def test_repeating_a_call_recovers_from_a_lost_answer(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually, call: str
) -> None:
    spec = environment.spec("static-site")
    if call != "create":
        await driver.create(spec)
    if call in {"stop", "restart", "delete"}:
        await driver.start(spec.name)
    argument = spec if call == "create" else spec.name
    async with environment.losing(call) as losing:
        # A driver may also ask again by itself and not fail at all.
        with suppress(DriverTimeoutError, NodeUnreachableError):
            await getattr(losing, call)(argument)
    await getattr(driver, call)(argument)
    if call == "delete":
        assert await environment.leftovers() == []
        return
    assert await environment.count(spec.name) <= 1
    info = await driver.start(spec.name)
    await eventually(lambda: environment.is_up(info))
    assert await environment.count(spec.name) == 1


async def test_list_tells_all_and_only_ours(environment: DriverEnvironment, driver: Driver) -> None:
    first, second, foreign = environment.spec(), environment.spec(), environment.spec()
    await driver.create(first)
    await driver.create(second)
    await driver.start(second.name)
    await environment.occupy(foreign.name)
    try:
        listed = {info.name: info for info in await driver.list()}
        assert set(listed) == {first.name, second.name}
        assert listed[first.name].status is InstanceStatus.STOPPED
        assert listed[second.name].status is InstanceStatus.RUNNING
        assert listed[second.name].service_id == second.service_id
    finally:
        await environment.vacate(foreign.name)


async def test_a_strangers_thing_is_never_touched(
    environment: DriverEnvironment, driver: Driver
) -> None:
    spec = environment.spec()
    await environment.occupy(spec.name)
    try:
        with pytest.raises(NameTakenError):
            await driver.create(spec)
        with pytest.raises(InstanceMissingError):
            await driver.start(spec.name)
        await driver.stop(spec.name)
        await driver.delete(spec.name)
        assert await driver.inspect(spec.name) is None
        assert await environment.occupied(spec.name)
    finally:
        await environment.vacate(spec.name)


async def test_a_name_of_another_service_is_taken(
    environment: DriverEnvironment, driver: Driver
) -> None:
    spec = environment.spec()
    await driver.create(spec)
    other = changed(spec, service_id="somebody-else")
    with pytest.raises(NameTakenError):
        await driver.create(other)


async def test_a_taken_port_is_said(environment: DriverEnvironment, driver: Driver) -> None:
    first = environment.spec()
    await driver.create(first)
    await driver.start(first.name)
    second = changed(environment.spec(), port=first.port)
    with pytest.raises(PortTakenError):
        await _create_and_start(driver, second)


async def test_a_strangers_listener_keeps_its_port(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = environment.spec("static-site")
    await driver.create(spec)
    with socket.create_server(("127.0.0.1", spec.port)), pytest.raises(PortTakenError):
        await driver.start(spec.name)
    info = await driver.start(spec.name)
    await eventually(lambda: environment.is_up(info))


async def _create_and_start(driver: Driver, spec: InstanceSpec) -> None:
    await driver.create(spec)
    await driver.start(spec.name)


@CONTAINERS
async def test_a_crashed_program_comes_back(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "static-site")
    pid = await environment.pid(spec.name)
    os.kill(pid, signal.SIGKILL)

    async def another() -> bool:
        info = await driver.inspect(spec.name)
        if info is None or info.status is not InstanceStatus.RUNNING:
            return False
        return await environment.pid(spec.name) != pid and await environment.is_up(info)

    await eventually(another)


async def test_it_outlives_the_process_that_made_it(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = environment.spec("static-site")
    maker = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", _CREATOR, *environment.creator()),
        cwd=_BACKEND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert maker.stdin is not None
    assert maker.stdout is not None
    maker.stdin.write(dumps(spec.to_dict()) + b"\n")
    assert await asyncio.wait_for(maker.stdout.readline(), 30) == b"ready\n"
    os.killpg(maker.pid, signal.SIGKILL)
    await maker.wait()
    info = await driver.inspect(spec.name)
    assert info is not None
    await eventually(lambda: environment.is_up(info))
    assert await environment.count(spec.name) == 1


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b", "", ".", "-v", "UPPER", "a b", "a\n", "a" * 64]
)
async def test_no_call_takes_a_name_that_is_a_path(driver: Driver, name: str) -> None:
    for call in (driver.start, driver.stop, driver.restart, driver.delete, driver.inspect):
        with pytest.raises(InvalidSpecError):
            await call(name)
    with pytest.raises(InvalidSpecError):
        await driver.logs(name)
