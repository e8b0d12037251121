"""How to call each operation: everything not said here is read from the OpenAPI document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from app.core import clock, json
from app.core.ids import new_id
from app.web.policies import Operation
from tests.authz.bodies import UnknownShapeError, least
from tests.authz.world import Side

_JSON, _FORM, _FILES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
Body = Callable[[Side], Any]


@dataclass(frozen=True)
class Call:
    """What an operation needs beyond its schema.

    `ids` maps a path parameter to the slot of `Side.ids` that fits it; `body` makes its body;
    `query` stands in its address. Of operations for any person: `account` ones ask that the person
    acts for an account (or, with `staff_too`, is staff), `optional` ones are about what not
    everybody has.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    query: str = ""
    account: bool = False
    staff_too: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Request:
    """One request, without who asks; `given` are the ids and words it names."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes
    given: frozenset[str]
    streams: bool = False


class UntoldError(LookupError):
    """An operation needs an object that nobody put into the world."""


_FAILED_ORDER = Call(ids={"order_id": "failed_order_id"})
_REASON = "asked for by the customer"


def _token() -> dict[str, Any]:
    ends = clock.now() + timedelta(days=30)
    return {
        "name": "Backup",
        "permissions": ["services:read"],
        "expires_at": ends.isoformat(),
    }


def _roles(side: Side) -> dict[str, Any]:
    return {"role_ids": [str(side.ids["given_role_id"])]}


def _file(name: str, content: bytes) -> tuple[str, bytes]:
    """Return a form with one file."""
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n\r\n'
    return f"{_FILES}; boundary=edge", head.encode() + content + b"\r\n--edge--\r\n"


CALLS: dict[str, Call] = {
    "admin_accounts_adjust_balance": Call(body=lambda _: {"amount": 500, "reason": _REASON}),
    "admin_roles_update": Call(body=lambda _: {"permissions": ["jobs:read", "nodes:read"]}),
    "admin_staff_create": Call(
        body=lambda side: _roles(side) | {"user_id": str(side.people["read_only"])}
    ),
    "admin_staff_update": Call(body=_roles),
    "admin_users_enable": Call(ids={"user_id": "disabled_user_id"}),
    "admin_users_impersonate": Call(
        body=lambda side: {"account_id": str(side.account_id), "reason": _REASON}
    ),
    "admin_users_reset_second_factor": Call(body=lambda _: {"reason": _REASON}),
    "admin_nodes_activate": Call(ids={"node_id": "resting_node_id"}),
    "admin_orders_refund": Call(
        ids={"order_id": "failed_order_id"}, body=lambda _: {"reason": _REASON}
    ),
    "accounts_update": Call(body=lambda _: {"legal_name": "Wood and Sons"}),
    "avatars_set": Call(body=lambda _: _file("image", b"no picture at all")),
    "auth_verify": Call(body=lambda _: {"token": "nobody-made-this"}),
    "balance_top_up": Call(body=lambda _: {"amount": 10_000, "provider": "sandbox"}),
    "events_stream": Call(account=True, staff_too=True),
    "invitations_create": Call(body=lambda _: {"email": "new@team.example", "role": "billing"}),
    "invoices_pay": Call(body=lambda _: {"method": "balance"}),
    "me_change_password": Call(body=lambda _: {"new_password": "a whole other secret"}),
    "me_choose_account": Call(body=lambda side: {"account_id": str(side.account_id)}),
    "me_end_impersonation": Call(optional=True),
    "me_step_up_create": Call(body=lambda _: {"password": "not the right one"}),
    "me_tokens_create": Call(body=lambda _: _token(), account=True),
    "me_tokens_delete": Call(ids={"token_id": "personal_token_id"}),
    "me_tokens_update": Call(ids={"token_id": "personal_token_id"}),
    "me_update": Call(body=lambda _: {"name": "Vera Renamed"}),
    "me_totp_delete": Call(optional=True),
    "members_leave": Call(account=True),
    "members_update": Call(body=lambda _: {"role": "read_only"}),
    "orders_place": Call(
        body=lambda side: {
            **{slot: str(side.ids[slot]) for slot in ("plan_id", "price_id", "image_id")},
            "hostname": "matrix",
        }
    ),
    "orders_refund": _FAILED_ORDER,
    "services_start": Call(ids={"service_id": "stopped_service_id"}),
    "services_update": Call(body=lambda _: {"hostname": "renamed"}),
    "tokens_create": Call(body=lambda _: _token()),
}


def request_of(
    one: Operation,
    document: dict[str, Any],
    side: Side,
    instead: Mapping[str, object] | None = None,
) -> Request:
    """Build a valid request about a customer's objects; `instead` puts others into slots.

    Raises UntoldError where the world holds nothing that fits.
    """
    call = CALLS.get(one.operation_id, Call())
    entry = document["paths"][one.path][one.method.lower()]
    ids = side.ids | dict(instead or {})
    given: dict[str, str] = {}
    for parameter in entry.get("parameters", []):
        if parameter["in"] == "path":
            slot = call.ids.get(parameter["name"], parameter["name"])
            if slot not in ids:
                message = f"{one.operation_id} takes {slot!r}: put one into tests/authz/world.py"
                raise UntoldError(message)
            given[parameter["name"]] = str(ids[slot])
    kind, content = _content(one, call, entry, document, side)
    headers = {"idempotency-key": str(new_id())} | ({"content-type": kind} if kind else {})
    named = frozenset(word for word in side.marks if word.encode() in content)
    return Request(
        one.method,
        one.path.format(**given) + call.query,
        headers,
        content,
        named | frozenset(given.values()),
        "text/event-stream" in entry["responses"].get("200", {}).get("content", {}),
    )


def _content(
    one: Operation, call: Call, entry: dict[str, Any], document: dict[str, Any], side: Side
) -> tuple[str, bytes]:
    kinds = entry.get("requestBody", {}).get("content", {})
    if not kinds:
        return "", b""
    kind = next(iter(kinds))
    if kind == _FILES and call.body:
        form: tuple[str, bytes] = call.body(side)
        return form
    try:
        body = call.body(side) if call.body else least(kinds[kind]["schema"], document)
    except UnknownShapeError as shape:
        message = f"{one.operation_id}: say its body in tests/authz/calls.py; unknown is {shape}"
        raise UntoldError(message) from shape
    return kind, urlencode(body).encode() if kind == _FORM else json.dumps(body)
