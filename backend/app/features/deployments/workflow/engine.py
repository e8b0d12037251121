"""One revision of an operation: run the step it stands at, write what follows from its answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.events.nodes import NodeImageMissing
from app.events.outbox import publish
from app.features.deployments.dao.operations import OperationDAO, StepDAO
from app.features.deployments.models import (
    LogLevel,
    OperationKind,
    OperationState,
    OperationStep,
    StepState,
)
from app.features.deployments.providers.base import (
    CapacityError,
    DriverError,
    DriverTimeoutError,
    ImageMissingError,
    NodeStorageFullError,
    NodeStorageUnavailableError,
    NodeUnreachableError,
    PortTakenError,
)
from app.features.deployments.workflow import lifecycle
from app.features.deployments.workflow.outcome import Done, Fail, Next, Outcome, Sleep
from app.features.deployments.workflow.plans import undo_steps
from app.features.deployments.workflow.run import Run
from app.features.deployments.workflow.steps import STEPS, Call, Step, release
from app.features.nodes import service as nodes

MAX_TRIES = 5
_MAX_NODES, _MAX_PORTS = 3, 20
_ANOTHER_NODE = frozenset(
    {
        NodeUnreachableError.code,
        CapacityError.code,
        DriverTimeoutError.code,
        ImageMissingError.code,
        NodeStorageFullError.code,
        NodeStorageUnavailableError.code,
    }
)
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Intent:
    """A revision that is taken, and the call its step makes (None: it makes none)."""

    operation_id: UUID
    revision: int
    call: Call | None = None
    error: DriverError | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a step's call to the outside."""

    result: Any = None
    error: DriverError | None = None


async def prepare(session: AsyncSession, *, operation_id: UUID, revision: int) -> Intent | None:
    """Return the call of the step an operation stands at; None where the revision is over.

    That it is about to be made was committed with the revision. Should another worker make the
    same call, it is one that bears being made twice, and one result is written: `advance` looks
    at the revision again.
    """
    operation = await OperationDAO(session).get(operation_id)
    if operation.revision != revision or not operation.live:
        return None
    none = Intent(operation_id, revision)
    if operation.state is OperationState.QUEUED:
        return none
    run = await Run.load(session, operation)
    step = _step_of(run)
    if step is None or step.call is None or _supersedes(run) or _is_late(run):
        return none
    try:
        return Intent(operation_id, revision, await step.call(run))
    except DriverError as error:
        return Intent(operation_id, revision, error=error)


async def call_out(intent: Intent) -> Called:
    """Make the call of a step; no transaction is open meanwhile."""
    if intent.error is not None or intent.call is None:
        return Called(error=intent.error)
    try:
        return Called(await intent.call())
    except DriverError as error:
        return Called(error=error)


async def advance(session: AsyncSession, intent: Intent, outcome: Called) -> None:
    """Take one revision of an operation; a revision that was taken already changes nothing."""
    operation = await OperationDAO(session).lock(intent.operation_id)
    if operation.revision != intent.revision or not operation.live:
        return
    run = await Run.load(session, operation)
    if await _superseded(run):
        return
    if operation.state is OperationState.QUEUED:
        lifecycle.change_state(operation, OperationState.RUNNING)
        operation.started_at = operation.started_at or clock.now()
        await _enter(run, run.steps[0])
        return
    await _apply(run, await _attempt(run, outcome))


async def wake(session: AsyncSession, operation_id: UUID) -> None:
    """Let an operation look at once at the image it waits for; nothing if it waits no more."""
    operation = await OperationDAO(session).lock(operation_id)
    if operation.state is OperationState.RUNNING and operation.step == "prepare":
        await lifecycle.schedule(session, operation, 0)


async def abandon(session: AsyncSession, operation_id: UUID, why: str) -> None:
    """Fail an operation whose own machinery broke: clean up first, where that is still possible."""
    operation = await OperationDAO(session).lock(operation_id)
    if not operation.live:
        return
    run = await Run.load(session, operation)
    await run.log(f"the engine gave up: {why}"[:500], LogLevel.ERROR)
    reason = Fail("internal_error")
    if operation.state is OperationState.RUNNING:
        await _fail(run, reason)
        return
    if operation.kind is OperationKind.CREATE:
        await release(run)
    await lifecycle.finish(run, OperationState.FAILED, _recorded_failure(run) or reason)


async def _superseded(run: Run) -> bool:
    """End an operation that the service's deletion made pointless, and begin that."""
    if not _supersedes(run):
        return False
    _skip_remaining(run)
    await run.log("superseded by the deletion of the service", LogLevel.WARNING)
    await lifecycle.finish(run, OperationState.CANCELLED)
    return True


def _supersedes(run: Run) -> bool:
    """Tell whether the deletion of the service waits for an operation that is not one."""
    deletes = run.service.next_kind is OperationKind.DELETE
    return deletes and run.operation.kind is not OperationKind.DELETE and not run.undoing


def _is_late(run: Run) -> bool:
    return not run.undoing and clock.now() >= run.operation.deadline


def _step_of(run: Run) -> Step | None:
    """Return what the operation's step does; None for a step of a release that had others."""
    name = run.operation.step
    return STEPS.get(name) if run.step.name == name else None


async def _attempt(run: Run, called: Called) -> Outcome:
    """Finish the step; what its driver refused becomes a sleep, another place, or the end."""
    step = _step_of(run)
    if step is None:
        return await _unknown_step(run)
    if _is_late(run):
        waited = run.step.detail or {}
        known = {"waiting_for_capacity": "no_capacity"}
        return Fail(known.get(waited.get("code", ""), "deadline_exceeded"))
    run.step.attempts += 1
    try:
        if called.error is not None:
            raise called.error
        return await (step.finish(run, called.result) if step.call else step.finish(run))
    except DriverError as error:
        text = f"{run.step.name}: {error.code} {error.detail}".strip()
        await run.log(text[:500], LogLevel.WARNING)
        return await _handle_driver_error(run, error)


async def _unknown_step(run: Run) -> Outcome:
    """End an operation that stands at a step this release does not know; cleaning goes on."""
    message = f"this release has no step {run.operation.step!r}"
    await run.log(message, LogLevel.ERROR)
    if not run.undoing:
        return Fail("internal_error")
    run.step.detail = {"code": "internal_error", "params": {}}
    return Next()


async def _handle_driver_error(run: Run, error: DriverError) -> Outcome:
    run.operation.attempts += 1
    tries = run.operation.attempts
    if error.retryable and tries < MAX_TRIES:
        return Sleep(2.0 ** (tries - 1), error.code, error.params, retry=True)
    if run.undoing:
        # What is left on the node is an orphan from here on: the reconciler removes it.
        run.step.detail = {"code": error.code, "params": error.params}
        return Next()
    if error.code == ImageMissingError.code:
        await _tell_missing_image(run)
    if run.operation.kind is OperationKind.CREATE and await _left_place(run, error):
        return Next("place")
    return Fail(error.code, error.params)


async def _tell_missing_image(run: Run) -> None:
    """Say to staff that a node cannot get what was ordered: no customer can mend that."""
    place = await nodes.placement(run.session, run.service.id)
    if place is not None:
        missing = NodeImageMissing(
            node_id=place.node_id,
            name=place.node_name,
            image=run.service.image_name,
            reference=run.service.image_reference,
            service_id=run.service.id,
        )
        await publish(run.session, missing, account_id=None)


async def _left_place(run: Run, error: DriverError) -> bool:
    """Give up the place where another one may do better; say whether there is a point."""
    place = await nodes.placement(run.session, run.service.id)
    if place is None:
        return False
    ports = run.operation.workflow_state.get("avoid_ports", [])
    nodes_left = run.operation.workflow_state.get("avoid_nodes", [])
    if error.code == PortTakenError.code and len(ports) < _MAX_PORTS:
        run.remember(avoid_ports=[*ports, place.port])
    elif error.code in _ANOTHER_NODE and len(nodes_left) < _MAX_NODES:
        run.remember(avoid_nodes=[*nodes_left, str(place.node_id)])
    else:
        return False
    run.remember(placement_error={"code": error.code, "params": error.params})
    await nodes.release(run.session, run.service.id)
    await run.log(f"leaves {place.node_name}: {error.code}")
    return True


async def _apply(run: Run, outcome: Outcome) -> None:
    match outcome:
        case Next(to=to):
            await _next(run, to)
        case Sleep():
            await _sleep(run, outcome)
        case Done():
            _close(run.step, StepState.DONE)
            await lifecycle.finish(run, OperationState.SUCCEEDED)
        case _:
            await _fail(run, outcome)


async def _next(run: Run, to: str) -> None:
    step = run.step
    if to:
        back = next(s for s in run.steps if s.name == to and not s.undo)
        lifecycle.reset(s for s in run.steps if s.position >= back.position)
        await _enter(run, back)
        return
    _close(step, StepState.FAILED if run.undoing and step.detail else StepState.DONE)
    following = run.after(step)
    if following is not None:
        await _enter(run, following)
    else:  # only the last cleaning step hops into nothing
        await lifecycle.finish(run, OperationState.FAILED, _recorded_failure(run))


async def _enter(run: Run, step: OperationStep) -> None:
    """Stand at a step, visibly, before it touches anything: its job is of the next revision."""
    step.state, step.started_at = StepState.RUNNING, clock.now()
    operation = run.operation
    operation.step, operation.attempts = step.name, 0
    if not step.undo:
        ahead = [s for s in run.steps if not s.undo]
        operation.progress = ahead.index(step) * _PERCENT // len(ahead)
    await lifecycle.schedule(run.session, operation, 0)
    await lifecycle.progressed(run.session, operation)


async def _sleep(run: Run, outcome: Sleep) -> None:
    detail = {"code": outcome.code, "params": outcome.params}
    if run.step.detail != detail:
        run.step.detail = detail
        await lifecycle.progressed(run.session, run.operation)
    await lifecycle.schedule(run.session, run.operation, outcome.seconds)


async def _fail(run: Run, reason: Fail) -> None:
    """Begin to clean up, or end where there is nothing to clean."""
    operation = run.operation
    run.step.detail = {"code": reason.code, "params": reason.params}
    _close(run.step, StepState.FAILED)
    for step in run.steps:
        if step.state is StepState.PENDING:
            step.state = StepState.SKIPPED
    undo = undo_steps(operation.kind, operation.plan_version)
    if not undo:
        await lifecycle.finish(run, OperationState.FAILED, reason)
        return
    run.remember(failure={"code": reason.code, "params": reason.params})
    lifecycle.change_state(operation, OperationState.COMPENSATING)
    first = len(run.steps)
    added = [
        OperationStep(operation_id=operation.id, position=first + at, name=name, undo=True)
        for at, name in enumerate(undo)
    ]
    for step in added:
        await StepDAO(run.session).add(step)
    run.steps += added
    await _enter(run, added[0])


def _recorded_failure(run: Run) -> Fail | None:
    kept = run.operation.workflow_state.get("failure")
    return Fail(kept["code"], kept["params"]) if kept else None


def _close(step: OperationStep, state: StepState) -> None:
    step.state, step.finished_at = state, clock.now()
    if state is StepState.DONE:
        step.detail = None


def _skip_remaining(run: Run) -> None:
    for step in run.steps:
        if step.state in {StepState.PENDING, StepState.RUNNING}:
            step.state, step.finished_at = StepState.SKIPPED, clock.now()
