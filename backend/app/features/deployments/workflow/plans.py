"""Which steps each kind of operation takes, and how it cleans up: the engine's whole programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.features.deployments.models import OperationKind as Kind
from app.features.deployments.models import ServiceStatus as Status


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps` in order; `undo` after a failure; `when` the service may begin it; `within` what.

    `version` is stored with the operation: one that was begun under an older plan ends under it.
    """

    steps: tuple[str, ...]
    when: frozenset[Status]
    undo: tuple[str, ...] = ()
    within: timedelta = timedelta(minutes=15)
    version: int = 1


# How long an order waits for a node with room before it fails and the customer may choose.
CAPACITY_WAIT = timedelta(hours=1)

# `start`, `stop` and `suspend` are also how the reconciler repairs a service whose instance
# vanished, died or was started behind our back: hence the states they lead to are in `when`.
PLANS: Mapping[Kind, Plan] = {
    Kind.CREATE: Plan(
        steps=("place", "prepare", "create", "start", "health", "activate"),
        undo=("remove", "release"),
        when=frozenset({Status.PENDING, Status.FAILED}),
    ),
    Kind.START: Plan(
        steps=("prepare", "create", "start", "health", "activate"),
        undo=("stop",),
        when=frozenset({Status.STOPPED, Status.ACTIVE}),
    ),
    Kind.STOP: Plan(
        steps=("stop", "mark_stopped"),
        when=frozenset({Status.ACTIVE, Status.STOPPED}),
    ),
    Kind.RESTART: Plan(
        steps=("create", "restart", "health", "activate"),
        when=frozenset({Status.ACTIVE}),
    ),
    Kind.SUSPEND: Plan(
        steps=("stop", "mark_stopped"),
        when=frozenset({Status.ACTIVE, Status.STOPPED, Status.SUSPENDED}),
    ),
    Kind.RESUME: Plan(
        steps=("prepare", "create", "start", "health", "activate"),
        undo=("stop",),
        when=frozenset({Status.SUSPENDED}),
    ),
    Kind.DELETE: Plan(
        steps=("stop", "remove", "release", "mark_deleted"),
        when=frozenset(Status) - {Status.DELETED},
    ),
}

# A service that was stopped before its suspension stays stopped after it.
RESUME_STOPPED = Plan(steps=("mark_stopped",), when=PLANS[Kind.RESUME].when)


# A plan that changes is kept here under its old version until no operation of it can be live.
FORMER_PLANS: Mapping[tuple[Kind, int], Plan] = {}


def plan_for(kind: Kind, *, stopped_before_suspend: bool) -> Plan:
    """Return the plan of an operation that begins now."""
    if kind is Kind.RESUME and stopped_before_suspend:
        return RESUME_STOPPED
    return PLANS[kind]


def undo_steps(kind: Kind, version: int) -> tuple[str, ...]:
    """Return how an operation cleans up that was begun under a version of its plan.

    Its forward steps are rows of its own; an unknown version cleans up as today's does.
    """
    return FORMER_PLANS.get((kind, version), PLANS[kind]).undo
