"""One turn: lock the operation, run the step it stands at, write what follows from its answer."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
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
    NodeUnreachableError,
    PortTakenError,
)
from app.features.deployments.workflow import lifecycle
from app.features.deployments.workflow.outcome import Done, Fail, Hop, Nap, Outcome
from app.features.deployments.workflow.plans import plan_for
from app.features.deployments.workflow.run import Run
from app.features.deployments.workflow.steps import PAID, STEPS
from app.features.nodes import service as nodes

__all__ = ["PAID", "abandon", "advance", "wake"]

MAX_TRIES = 5
_MOST_NODES, _MOST_PORTS = 3, 20
_ANOTHER_NODE = frozenset({NodeUnreachableError.code, CapacityError.code, DriverTimeoutError.code})
_WHOLE = 100


async def advance(session: AsyncSession, operation_id: UUID, turn: int) -> None:
    """Take one turn of an operation; a turn that was taken already changes nothing."""
    operation = await OperationDAO(session).lock(operation_id)
    if operation.turn != turn or not operation.live:
        return
    run = await Run.load(session, operation)
    if await _overruled(run):
        return
    if operation.state is OperationState.QUEUED:
        lifecycle.transit(operation, OperationState.RUNNING)
        operation.started_at = operation.started_at or clock.now()
        await _enter(run, run.steps[0])
        return
    await _apply(run, await _attempt(run))


async def wake(session: AsyncSession, operation_id: UUID, turn: int, result: Any) -> None:  # noqa: ANN401  any JSON
    """Tell a napping operation what came of what it waits for; nothing if it waits no more."""
    operation = await OperationDAO(session).lock(operation_id)
    if operation.turn != turn or not operation.live:
        return
    operation.frame = operation.frame | {"fetched": result}
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
        await STEPS["release"](run)
    await lifecycle.finish(run, OperationState.FAILED, _first_reason(run) or reason)


async def _overruled(run: Run) -> bool:
    """End an operation that the service's deletion made pointless, and begin that."""
    wish, operation = run.service.next_kind, run.operation
    doomed = wish is OperationKind.DELETE and operation.kind is not OperationKind.DELETE
    if not doomed or run.undoing:
        return False
    _close_rest(run)
    await lifecycle.give_up_wish(run, "overruled by the deletion of the service")
    await lifecycle.finish(run, OperationState.CANCELLED)
    return True


async def _attempt(run: Run) -> Outcome:
    """Run the step; what its driver refuses becomes a nap, another place, or the end."""
    if not run.undoing and clock.now() >= run.operation.deadline:
        waited = run.step.detail or {}
        known = {"waiting_for_capacity": "no_capacity"}
        return Fail(known.get(waited.get("code", ""), "deadline_exceeded"))
    run.step.attempts += 1
    try:
        return await STEPS[run.step.name](run)
    except DriverError as error:
        said = f"{run.step.name}: {error.code} {error.detail}".strip()
        await run.log(said[:500], LogLevel.WARNING)
        return await _judge(run, error)


async def _judge(run: Run, error: DriverError) -> Outcome:
    run.operation.attempts += 1
    tries = run.operation.attempts
    if error.retryable and tries < MAX_TRIES:
        return Nap(2.0 ** (tries - 1), error.code, error.params, again=True)
    if run.undoing:
        # What is left in the world is an orphan from here on: the reconciler removes it.
        run.step.detail = {"code": error.code, "params": error.params}
        return Hop()
    if run.operation.kind is OperationKind.CREATE and await _moved(run, error):
        return Hop("place")
    return Fail(error.code, error.params)


async def _moved(run: Run, error: DriverError) -> bool:
    """Give up the place where another one may do better; say whether there is a point."""
    place = await nodes.placement(run.session, run.service.id)
    if place is None:
        return False
    ports = run.operation.frame.get("avoid_ports", [])
    nodes_left = run.operation.frame.get("avoid_nodes", [])
    if error.code == PortTakenError.code and len(ports) < _MOST_PORTS:
        run.remember(avoid_ports=[*ports, place.port])
    elif error.code in _ANOTHER_NODE and len(nodes_left) < _MOST_NODES:
        run.remember(avoid_nodes=[*nodes_left, str(place.node_id)])
    else:
        return False
    run.remember(left={"code": error.code, "params": error.params})
    await nodes.release(run.session, run.service.id)
    await run.log(f"leaves {place.node_name}: {error.code}")
    return True


async def _apply(run: Run, outcome: Outcome) -> None:
    match outcome:
        case Hop(to=to):
            await _hop(run, to)
        case Nap():
            await _nap(run, outcome)
        case Done():
            _close(run.step, StepState.DONE)
            await lifecycle.finish(run, OperationState.SUCCEEDED)
        case _:
            await _fail(run, outcome)


async def _hop(run: Run, to: str) -> None:
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
        await lifecycle.finish(run, OperationState.FAILED, _first_reason(run))


async def _enter(run: Run, step: OperationStep) -> None:
    """Stand at a step, visibly, before it touches anything: its job is of the next turn."""
    step.state, step.started_at = StepState.RUNNING, clock.now()
    operation = run.operation
    operation.step, operation.attempts = step.name, 0
    if not step.undo:
        ahead = [s for s in run.steps if not s.undo]
        operation.progress = ahead.index(step) * _WHOLE // len(ahead)
    await lifecycle.schedule(run.session, operation, 0)
    await lifecycle.progressed(run.session, operation)


async def _nap(run: Run, nap: Nap) -> None:
    detail = {"code": nap.code, "params": nap.params}
    if run.step.detail != detail:
        run.step.detail = detail
        await lifecycle.progressed(run.session, run.operation)
    await lifecycle.schedule(run.session, run.operation, nap.seconds)


async def _fail(run: Run, reason: Fail) -> None:
    """Begin to clean up, or end where there is nothing to clean."""
    operation = run.operation
    run.step.detail = {"code": reason.code, "params": reason.params}
    _close(run.step, StepState.FAILED)
    for step in run.steps:
        if step.state is StepState.PENDING:
            step.state = StepState.SKIPPED
    undo = plan_for(operation.kind, rests=run.service.rests).undo
    if not undo:
        await lifecycle.finish(run, OperationState.FAILED, reason)
        return
    run.remember(reason={"code": reason.code, "params": reason.params})
    lifecycle.transit(operation, OperationState.COMPENSATING)
    first = len(run.steps)
    added = [
        OperationStep(operation_id=operation.id, position=first + at, name=name, undo=True)
        for at, name in enumerate(undo)
    ]
    for step in added:
        await StepDAO(run.session).add(step)
    run.steps += added
    await _enter(run, added[0])


def _first_reason(run: Run) -> Fail | None:
    kept = run.operation.frame.get("reason")
    return Fail(kept["code"], kept["params"]) if kept else None


def _close(step: OperationStep, state: StepState) -> None:
    step.state, step.finished_at = state, clock.now()
    if state is StepState.DONE:
        step.detail = None


def _close_rest(run: Run) -> None:
    for step in run.steps:
        if step.state in {StepState.PENDING, StepState.RUNNING}:
            step.state, step.finished_at = StepState.SKIPPED, clock.now()
