"""What a read offers as `allowed_actions` is what the operation behind each action really does."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from app.core import clock, json
from app.features.deployments.models import ServiceStatus
from app.web.policies import Operation, operations
from tests.authz.asking import Answer, ask
from tests.authz.callers import Caller
from tests.authz.calls import CALLS, Call, request_of
from tests.authz.matrix import Matrix

_OWN = "id"
_SERVICES = {
    "start": ("services_start", _OWN),
    "stop": ("services_stop", _OWN),
    "restart": ("services_restart", _OWN),
    "rename": ("services_update", _OWN),
    "delete": ("services_delete", _OWN),
    "retry": ("operations_retry", "operation"),
}
_STAFF_ACTS = ("start", "stop", "restart", "suspend", "resume", "cancel")
_BEHIND: dict[str, dict[str, tuple[str, str]]] = {
    "services_list": _SERVICES,
    "admin_services_list": {
        **{name: (f"admin_services_{name}", _OWN) for name in _STAFF_ACTS},
        "retry": ("admin_operations_retry", "operation"),
    },
    "orders_list": {
        "pay": ("invoices_pay", "invoice_id"),
        "cancel": ("orders_cancel", _OWN),
        "refund": ("orders_refund", _OWN),
    },
    "admin_orders_list": {"refund": ("admin_orders_refund", _OWN)},
    "invoices_list": {"pay": ("invoices_pay", _OWN)},
    "admin_invoices_list": {"refund": ("admin_invoices_refund", _OWN)},
    "members_list": {
        "update": ("members_update", _OWN),
        "remove": ("members_delete", _OWN),
        "leave": ("members_leave", _OWN),
        "make_owner": ("members_make_owner", _OWN),
    },
    "admin_users_list": {
        name: (f"admin_users_{name}", _OWN)
        for name in ("disable", "enable", "reset_second_factor", "end_sessions", "impersonate")
    },
    "admin_nodes_list": {
        name: (f"admin_nodes_{name}", _OWN)
        for name in ("test", "update", "drain", "undrain", "retire")
    },
    **{
        f"admin_{images}_list": {
            "pull": ("admin_nodes_images_pull", _OWN),
            "cancel": ("admin_nodes_images_cancel", _OWN),
            "remove": ("admin_nodes_images_remove", _OWN),
        }
        for images in ("nodes_images", "images_nodes")
    },
    "admin_legal_documents_list": {
        name: (f"admin_legal_documents_{name}", _OWN) for name in ("update", "publish", "delete")
    },
    "admin_roles_list": {
        "update": ("admin_roles_update", _OWN),
        "delete": ("admin_roles_delete", _OWN),
    },
    **{
        f"admin_{items}_list": {
            name: (f"admin_{items}_{name}", _OWN)
            for name in ("update", "publish", "hide", "retire")
        }
        for items in ("products", "plans", "images")
    },
}
"""The operation behind each action of a list, and the field of a row that names its object."""

_ASKERS = {
    *("owner", "technical", "billing", "read_only", "API token"),
    *("staff owner", "staff operator", "staff support"),
}
_REFUSES_OTHERS = {"services_list", "admin_roles_list"}
"""Lists whose operations refuse what is not offered; elsewhere what is done already is success."""


def _item(document: dict[str, Any], one: Operation) -> dict[str, Any]:
    """Return the properties of what a list lists; none for what is no list."""
    answer = document["paths"][one.path]["get"]["responses"]["200"]
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    for choice in schema.get("anyOf", [schema]):
        page = _resolved(document, choice).get("properties", {})
        if "items" in page:
            found: dict[str, Any] = _resolved(document, page["items"]["items"])["properties"]
            return found
    return {}


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema
    if "$ref" in schema:
        found = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _askers(matrix: Matrix) -> Iterator[Caller]:
    return (one for one in matrix.callers if one.name in _ASKERS)


async def _rows(matrix: Matrix, caller: Caller, one: Operation) -> list[dict[str, Any]]:
    request = request_of(one, matrix.app.openapi(), matrix.world.ours)
    request = replace(request, path=f"{request.path}?size=200", headers={})
    answer = await ask(matrix.app, request, caller.authorization)
    if answer.status == 403:
        return []
    assert answer.status == 200, answer.text
    found: list[dict[str, Any]] = json.loads(answer.body)["items"]
    return found


async def _try(
    matrix: Matrix, caller: Caller, one: Operation, row: dict[str, Any], key: object
) -> Answer:
    """Do it to the object of a row as if nothing else had been done, and undo it."""
    slots = CALLS.get(one.operation_id, Call()).ids
    names = [part[1:-1] for part in one.path.split("/") if part.startswith("{")]
    instead = {slots.get(name, name): row[name] for name in names[:-1]}
    instead |= {slots.get(name, name): key for name in names[-1:]}
    request = request_of(one, matrix.app.openapi(), matrix.world.ours, instead)
    moment = await matrix.connection.begin_nested()
    try:
        return await ask(matrix.app, request, caller.authorization)
    finally:
        await moment.rollback()
        matrix.app.state.authenticator.forget()


async def _differences(matrix: Matrix, name: str) -> list[str]:
    """Compare what a list offers with what happens."""
    known = {one.operation_id: one for one in operations(matrix.app)}
    told, compared = [], 0
    ours = str(matrix.world.ours.account_id)
    for caller in _askers(matrix):
        for row in await _rows(matrix, caller, known[name]):
            offered = row["allowed_actions"]
            for action, (behind, field) in _BEHIND[name].items():
                key = row[field]["id"] if field == "operation" and row[field] else row[field]
                if key is None or (action not in offered and name not in _REFUSES_OTHERS):
                    continue
                # Who is impersonated acts for the account that the request names: ours.
                if action == "impersonate" and ours not in [one["id"] for one in row["accounts"]]:
                    continue
                answer = await _try(matrix, caller, known[behind], row, key)
                compared += 1
                if (action in offered) is not (answer.status < 400):
                    state = row.get("status", row.get("role", ""))
                    word = "offers" if action in offered else "hides"
                    told.append(f"{word} {action} ({state}) to {caller.name}: {answer.text[-300:]}")
            assert set(offered) <= _BEHIND[name].keys()
    assert compared or not _BEHIND[name]
    return told


def test_every_list_that_offers_actions_is_compared(matrix: Matrix) -> None:
    document = matrix.app.openapi()
    offering = {
        one.operation_id
        for one in operations(matrix.app)
        if one.method == "GET" and "allowed_actions" in _item(document, one)
    }
    assert offering == _BEHIND.keys()


async def test_what_is_offered_is_done(matrix: Matrix) -> None:
    with clock.freeze(clock.now()):
        told = [line for name in _BEHIND for line in await _differences(matrix, name)]
    assert told == [], "\n".join(sorted({line[:60] + line[-220:] for line in told}))


async def test_every_state_of_a_service_offers_what_its_guard_lets_through(matrix: Matrix) -> None:
    told = []
    for status in set(ServiceStatus) - {ServiceStatus.DELETED}:
        # No transition leads from any state to any: the graph's trigger is not asked here.
        await matrix.connection.execute(text("SET LOCAL session_replication_role = replica"))
        await matrix.connection.execute(text("UPDATE service SET status = :s"), {"s": status.value})
        await matrix.connection.execute(text("SET LOCAL session_replication_role = origin"))
        with clock.freeze(clock.now()):
            told += await _differences(matrix, "services_list")
    assert told == [], "\n".join(sorted({line[:60] + line[-220:] for line in told}))
