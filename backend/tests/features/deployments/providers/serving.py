"""Instances that answer, as the tests of every driver begin with."""

from app.features.deployments.providers.base import (
    ContainerSpec,
    Driver,
    InstanceInfo,
    InstanceSpec,
)
from tests.eventually import Eventually
from tests.features.deployments.providers.environments import (
    DriverEnvironment,
    fetch,
    spec_for,
)


async def is_up(info: InstanceInfo) -> bool:
    """Tell whether an instance answers at its address."""
    assert info.address is not None
    return (await fetch(info.address))[0] == 200


async def begin_serving(driver: Driver, eventually: Eventually, image: str) -> ContainerSpec:
    """Make an instance of an image and start it; return its spec once it answers."""
    spec = spec_for(image)
    await driver.prepare(spec.image)
    await driver.create(spec)
    info = await driver.start(spec.name)
    await eventually(lambda: is_up(info))
    return spec


async def begin(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually, image: str
) -> InstanceSpec:
    """Make an instance such as the environment has and start it; return its spec once it is up."""
    spec = environment.spec(image)
    await driver.prepare(spec.image)
    await driver.create(spec)
    info = await driver.start(spec.name)
    await eventually(lambda: environment.is_up(info))
    return spec
