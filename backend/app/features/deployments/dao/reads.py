"""What the API answers about services and operations: selects that PostgreSQL makes JSON of."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select
from sqlmodel import col

from app.dao.actions import by_state, constant
from app.dao.read import Columnar, JsonQuery, json_list, json_object, money
from app.dao.search import Related, Search
from app.features.accounts.models import Account
from app.features.deployments.models import (
    LIVE,
    Operation,
    OperationLog,
    OperationState,
    OperationStep,
    Service,
    ServiceStatus,
)
from app.features.deployments.schemas import (
    ACTIONS,
    HELD_ACTIONS,
    HELD_RETRIES,
    HOLDABLE,
    LOG_LINES,
    Action,
)
from app.manifest import found_columns

_NULL: ColumnElement[Any] = literal_column("NULL::json")
# Written into the statement, not sent beside it: only so the partial index can serve it.
_NOT_DELETED = col(Service.status) != literal_column("'deleted'")


def reason(code: Any, params: Any) -> ColumnElement[Any]:  # noqa: ANN401  mapped columns
    """Build `LocalizedMessage` of a code and its parameters; null without a code."""
    return case((code.is_(None), _NULL), else_=json_object(code=code, params=params))


_LIVE = col(Operation.state).in_([literal_column(f"'{state.value}'") for state in sorted(LIVE)])
_FAILED = col(Operation.state) == literal_column(f"'{OperationState.FAILED.value}'")

_HELD = col(Service.held_at).is_not(None)


def _words(values: Iterable[StrEnum]) -> list[ColumnElement[Any]]:
    return [literal_column(f"'{value.value}'") for value in sorted(values)]


_OPERATION = case(
    (col(Operation.id).is_(None), _NULL),
    else_=json_object(
        id=col(Operation.id),
        kind=col(Operation.kind),
        state=col(Operation.state),
        progress=col(Operation.progress),
        step=col(Operation.step),
    ),
)


def _actions(may: frozenset[Action]) -> ColumnElement[Any]:
    """Build what is open: all may be held while something runs, nothing else goes then."""
    free = by_state(col(Service.status), ACTIONS, may, unless=_LIVE, needs={Action.RETRY: _FAILED})
    again = _FAILED & col(Operation.kind).in_(_words(HELD_RETRIES))
    held = by_state(
        col(Service.status), HELD_ACTIONS, may, unless=_LIVE, needs={Action.RETRY: again}
    )
    holdable = col(Service.status).in_(_words(HOLDABLE))
    return case(
        (_HELD & holdable & _LIVE, constant(may & {Action.RESUME})),
        (_HELD, held),
        (holdable & _LIVE, constant(may & {Action.SUSPEND})),
        else_=free,
    )


def _named_account(reference: Columnar) -> Related:
    return Related(reference, select(col(Account.id)), (col(Account.name),))


def _service_columns(may: frozenset[Action]) -> list[Any]:
    return [
        col(Service.id),
        col(Service.order_id),
        col(Service.hostname),
        col(Service.kind),
        col(Service.status),
        col(Service.address),
        col(Service.node_name),
        col(Service.image_name),
        col(Service.image_slug),
        col(Service.plan_name),
        col(Service.cpu_millis),
        col(Service.memory_mb),
        col(Service.disk_gb),
        money(col(Service.amount), col(Service.currency)).label("price"),
        col(Service.period),
        col(Service.paid_through),
        _OPERATION.label("operation"),
        reason(col(Service.failure_code), col(Service.failure_params)).label("failure"),
        case(
            (_HELD, json_object(reason=col(Service.hold_reason), since=col(Service.held_at))),
            else_=_NULL,
        ).label("hold"),
        case(
            (
                col(Service.ends_at).is_not(None),
                json_object(reason=col(Service.cancel_reason), ends_at=col(Service.ends_at)),
            ),
            else_=_NULL,
        ).label("cancellation"),
        _actions(may).label("allowed_actions"),
        col(Service.created_at),
    ]


@lru_cache(maxsize=8)
def services(may: frozenset[Action]) -> JsonQuery:
    """Return the services of an account, for a caller who may do these actions."""
    return JsonQuery(
        rows=select(*_service_columns(may))
        .outerjoin(Operation, col(Operation.id) == col(Service.operation_id))
        .where(_NOT_DELETED),
        key=col(Service.id),
        owner=col(Service.account_id),
        service=col(Service.id),
        search=Search(text=(col(Service.hostname), col(Service.address))),
        count_from=Service,
    )


@lru_cache(maxsize=8)
def admin_services(may: frozenset[Action]) -> JsonQuery:
    """Return every service with its account, deleted ones too."""
    return JsonQuery(
        rows=select(
            *_service_columns(may),
            col(Service.account_id),
            col(Account.name).label("account_name"),
            col(Service.node_id),
            col(Service.subscription_id),
            col(Service.changed_at),
        )
        .outerjoin(Operation, col(Operation.id) == col(Service.operation_id))
        .outerjoin(Account, col(Account.id) == col(Service.account_id)),
        key=col(Service.id),
        search=Search(
            text=(col(Service.hostname), col(Service.address)),
            exact=(col(Service.node_name),),
            related=(_named_account(col(Service.account_id)),),
        ),
        count_from=Service,
    )


def _searched(rows: Select[Any]) -> JsonQuery:
    return JsonQuery(
        rows=rows,
        key=col(Service.id),
        owner=col(Service.account_id),
        service=col(Service.id),
        search=Search(text=(col(Service.hostname), col(Service.address)), ids=(col(Service.id),)),
        sorts={"created_at": col(Service.created_at)},
    )


_FOUND = partial(
    found_columns, "service", col(Service.id), col(Service.hostname), detail=col(Service.address)
)
SEARCHED = _searched(select(*_FOUND()).where(_NOT_DELETED))
STAFF_SEARCHED = _searched(
    select(*_FOUND(account_name=col(Account.name))).join(
        Account, col(Account.id) == col(Service.account_id)
    )
)


def _count(*statuses: ServiceStatus) -> ColumnElement[Any]:
    names: list[ColumnElement[Any]] = [literal_column(f"'{status.value}'") for status in statuses]
    return func.count().filter(col(Service.status).in_(names))


SUMMARY = JsonQuery(
    rows=select(
        func.count().label("total"),
        _count(ServiceStatus.ACTIVE).label("active"),
        _count(ServiceStatus.FAILED, ServiceStatus.SUSPENDED).label("attention"),
    )
    .select_from(Service)
    .where(_NOT_DELETED),
    key=col(Service.account_id),
    owner=col(Service.account_id),
    service=col(Service.id),
)

_STEPS = (
    select(
        col(OperationStep.name),
        col(OperationStep.undo),
        col(OperationStep.state),
        col(OperationStep.attempts),
        col(OperationStep.started_at),
        col(OperationStep.finished_at),
        col(OperationStep.detail),
    )
    .where(col(OperationStep.operation_id) == col(Operation.id))
    .order_by(col(OperationStep.position))
    .correlate(Operation)
)

_LATEST_LINES = (
    select(
        col(OperationLog.id),
        col(OperationLog.at),
        col(OperationLog.level),
        col(OperationLog.message),
    )
    .where(col(OperationLog.operation_id) == col(Operation.id))
    .order_by(col(OperationLog.id).desc())
    .limit(literal_column(str(LOG_LINES)))
    .correlate(Operation)
    .subquery("line")
)
_LOG = select(_LATEST_LINES.c.at, _LATEST_LINES.c.level, _LATEST_LINES.c.message).order_by(
    _LATEST_LINES.c.id
)

_OPERATION_COLUMNS: list[Any] = [
    col(Operation.id),
    col(Operation.service_id),
    col(Operation.kind),
    col(Operation.state),
    col(Operation.progress),
    col(Operation.step),
    json_list(_STEPS).label("steps"),
    reason(col(Operation.error_code), col(Operation.error_params)).label("error"),
    (
        _FAILED
        & col(Service.operation_id).is_not_distinct_from(col(Operation.id))
        & (col(Service.status) != literal_column(f"'{ServiceStatus.DELETED.value}'"))
        & (~_HELD | col(Operation.kind).in_(_words(HELD_RETRIES)))
    ).label("retryable"),
    col(Operation.created_at),
    col(Operation.started_at),
    col(Operation.finished_at),
]
_ADMIN_COLUMNS: list[Any] = [
    col(Operation.account_id),
    col(Account.name).label("account_name"),
    col(Service.hostname),
    col(Service.node_name),
    col(Operation.run_at),
    col(Operation.deadline),
    col(Operation.attempts),
]


def _operations(*more: Any) -> JsonQuery:  # noqa: ANN401  columns
    joined = select(*_OPERATION_COLUMNS, *more)
    return JsonQuery(
        rows=joined.join(Service, col(Service.id) == col(Operation.service_id)),
        count_from=Operation,
        key=col(Operation.id),
        owner=col(Operation.account_id),
        service=col(Operation.service_id),
    )


def _admin_operations(*more: Any) -> JsonQuery:  # noqa: ANN401  columns
    source = _operations(*_ADMIN_COLUMNS, *more)
    return replace(
        source,
        rows=source.rows.outerjoin(Account, col(Account.id) == col(Operation.account_id)),
        owner=None,
        service=None,
        search=Search(
            exact=(col(Operation.error_code),),
            related=(
                _named_account(col(Operation.account_id)),
                Related(
                    col(Operation.service_id), select(col(Service.id)), (col(Service.hostname),)
                ),
            ),
        ),
    )


OPERATIONS = _operations()
OPERATION = _operations(json_list(_LOG).label("log"))
ADMIN_OPERATIONS = _admin_operations()
ADMIN_OPERATION = _admin_operations(json_list(_LOG).label("log"))
