"""The steps. Each does one thing that bears being done twice, and answers where to go from there.

A step that calls out is in two parts, because no transaction is open while the network is awaited.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core import clock
from app.features.deployments.dao.images import NodeImageDAO
from app.features.deployments.models import (
    BUSY_IMAGES,
    LogLevel,
    NodeImage,
    NodeImageState,
    OperationKind,
    ServiceStatus,
)
from app.features.deployments.providers.base import InstanceInfo, InstanceStatus
from app.features.deployments.workflow import images, lifecycle, runtime
from app.features.deployments.workflow.entitlement import PAID
from app.features.deployments.workflow.outcome import Done, Fail, Next, Outcome, Sleep
from app.features.deployments.workflow.plans import PLANS
from app.features.deployments.workflow.run import Run
from app.features.nodes import service as nodes
from app.features.nodes.errors import NoCapacityError
from app.features.nodes.schemas import Placement
from app.features.orders import service as orders

_IMAGE_NAP = 3.0
_CAPACITY_NAP = 15.0
_HEALTH_TRIES = 40

Call = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """What a step does: `call` prepares its call to the outside, `finish` makes of it an outcome.

    `call` only reads, in a transaction of its own, and returns what is awaited when none is open
    (None: nothing has to be called). `finish(run, result)` writes; without a call, `finish(run)`.
    """

    finish: Callable[..., Awaitable[Outcome]]
    call: Callable[[Run], Awaitable[Call | None]] | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What was seen of an instance, and whether its address answered."""

    info: InstanceInfo | None
    answers: bool


async def place(run: Run) -> Outcome:
    """Find a node with room and a free port. An order whose money went back gets none."""
    snapshot = await orders.snapshot(run.session, run.service.order_id)
    if snapshot.status not in PAID:
        return Fail("order_not_paid")
    known = run.operation.workflow_state
    try:
        found = await nodes.reserve(
            run.session,
            run.service.id,
            run.service.kind,
            run.service.cpu_millis,
            run.service.memory_mb,
            run.service.disk_gb,
            avoid_nodes=lifecycle.uuids(known.get("avoid_nodes", [])),
            avoid_ports=tuple(known.get("avoid_ports", [])),
        )
    except NoCapacityError:
        if left := known.get("placement_error"):
            return Fail(left["code"], left["params"])
        return Sleep(_CAPACITY_NAP, "waiting_for_capacity")
    service = await run.lock_service()
    service.node_id, service.node_name = found.node_id, found.node_name
    service.address = found.address
    run.operation.deadline = clock.now() + PLANS[OperationKind.CREATE].within
    await run.log(f"placed on {found.node_name}, port {found.port}")
    return Next()


async def prepare(run: Run) -> Outcome:
    """Have the image on the node: begin a pull or join one, then look at it until it ends.

    What is kept between the two is the pull's row, whose end wakes the operation.
    """
    pull = run.operation.workflow_state.get("image_pull")
    if pull is None:
        service, place = run.service, await run.place()
        row = await images.want(
            run.session, place.node_id, service.image_slug, service.image_reference
        )
        run.remember(image_pull=str(row.id))
        return _arriving(row)
    found = await NodeImageDAO(run.session).find(UUID(pull))
    if found is not None and found.state in BUSY_IMAGES:
        return _arriving(found)
    run.remember(image_pull=None)
    if found is not None and found.state is NodeImageState.PRESENT:
        return Next()
    if found is not None and found.state is NodeImageState.FAILED:
        raise images.kept_error(found)
    return Sleep(0, "fetching_image")


def _arriving(row: NodeImage) -> Sleep:
    share = images.percent(row)
    return Sleep(_IMAGE_NAP, "fetching_image", {} if share is None else {"percent": share})


async def call_create(run: Run) -> Call:
    """Create the instance, or adopt the one that is there already, with the limits of its plan."""
    place = await run.place()
    spec = runtime.spec_of(run.service, place)
    return lambda: runtime.call(place, lambda driver: runtime.ensure_instance(driver, spec))


async def created(run: Run, info: InstanceInfo) -> Outcome:
    """Note where the node keeps other limits: it runs, and is looked at more rarely."""
    if not runtime.fits(info.limits, run.service):
        run.remember(limits_mismatch=True)
        await run.log(f"the node keeps other limits: {info.limits}", LogLevel.WARNING)
    return Next()


async def call_start(run: Run) -> Call:
    """Start the instance."""
    place, name = await run.place(), runtime.instance_name(run.service.id)
    return lambda: runtime.call(place, lambda driver: driver.start(name))


async def call_restart(run: Run) -> Call:
    """Stop and start the instance."""
    place, name = await run.place(), runtime.instance_name(run.service.id)
    return lambda: runtime.call(place, lambda driver: driver.restart(name))


async def call_stop(run: Run) -> Call | None:
    """Stop the instance; one that has no place has nothing to stop."""
    place = await nodes.placement(run.session, run.service.id)
    name = runtime.instance_name(run.service.id)
    if place is None:
        return None
    return lambda: runtime.call(place, lambda driver: driver.stop(name))


async def call_remove(run: Run) -> Call | None:
    """Remove the instance with everything that belongs to it; nothing there is success."""
    place = await nodes.placement(run.session, run.service.id)
    name = runtime.instance_name(run.service.id)
    if place is None:
        return None
    return lambda: runtime.call(place, lambda driver: driver.delete(name))


async def called(_run: Run, _result: object) -> Outcome:
    """Go on: what was called did all there is to do."""
    return Next()


async def call_health(run: Run) -> Call:
    """Look at the instance, and ask its address where it may answer."""
    place, name = await run.place(), runtime.instance_name(run.service.id)
    return lambda: _look(place, name)


async def _look(place: Placement, name: str) -> Health:
    info = await runtime.call(place, lambda driver: driver.inspect(name))
    if info is None or info.status in {InstanceStatus.MISSING, InstanceStatus.STOPPED}:
        return Health(info, answers=False)
    return Health(info, answers=await runtime.answers(place.probe_address))


async def checked(run: Run, health: Health) -> Outcome:
    """Go on where the service answers over HTTP; give up where it ended or stays silent."""
    if health.info is None or health.info.status is InstanceStatus.MISSING:
        return Fail("instance_vanished")
    if health.answers:
        return Next()
    if run.step.attempts >= _HEALTH_TRIES:
        ended = health.info.status is InstanceStatus.STOPPED
        return Fail("instance_ended" if ended else "health_check_failed")
    return Sleep(min(0.2 * run.step.attempts, 2.0), "waiting_for_answer")


async def activate(run: Run) -> Outcome:
    """Hand the running service to its customer."""
    await lifecycle.apply_status(run, ServiceStatus.ACTIVE)
    return Done()


async def mark_stopped(run: Run) -> Outcome:
    """Note that the service does not run: by its customer's request, or because it is not paid."""
    suspends = run.operation.kind is OperationKind.SUSPEND
    await lifecycle.apply_status(
        run, ServiceStatus.SUSPENDED if suspends else ServiceStatus.STOPPED
    )
    return Done()


async def release(run: Run) -> Outcome:
    """Give the place on the node back."""
    await nodes.release(run.session, run.service.id)
    service = await run.lock_service()
    service.node_id = service.node_name = service.address = None
    return Next()


async def mark_deleted(run: Run) -> Outcome:
    """Note that nothing of the service is left."""
    await lifecycle.apply_status(run, ServiceStatus.DELETED)
    return Done()


STEPS: Mapping[str, Step] = {
    "place": Step(place),
    "prepare": Step(prepare),
    "create": Step(created, call_create),
    "start": Step(called, call_start),
    "restart": Step(called, call_restart),
    "stop": Step(called, call_stop),
    "health": Step(checked, call_health),
    "activate": Step(activate),
    "mark_stopped": Step(mark_stopped),
    "remove": Step(called, call_remove),
    "release": Step(release),
    "mark_deleted": Step(mark_deleted),
}
