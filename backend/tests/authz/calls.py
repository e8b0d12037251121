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
from tests.authz.side import Side

_JSON, _FORM, _FILES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
Body = Callable[[Side], Any]


@dataclass(frozen=True)
class Call:
    """What an operation needs beyond its schema.

    `ids` maps a path parameter to the slot of `Side.ids` that fits it, `words` to a word; `body`
    makes its body, `query` stands in its address. Of operations for any person: `account` ones ask
    that the person acts for an account (or, with `staff_too`, is staff), `optional` ones are about
    what not everybody has.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    words: Mapping[str, str] = field(default_factory=dict)
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


def _node() -> dict[str, Any]:
    return {
        "name": "node-9",
        "region": "north",
        "driver": "docker",
        "host": "192.0.2.9",
        "port_from": 20_000,
        "port_to": 20_099,
        "cpu_millis": 4_000,
        "memory_mb": 4_096,
        "disk_gb": 100,
    }


_SOLD = ("product", "plan", "image")


def _ids(side: Side, *slots: str) -> dict[str, Any]:
    return {"ids": [str(side.ids[slot]) for slot in slots]}


def _plan(side: Side) -> dict[str, Any]:
    sizes = {"cpu_millis": 500, "memory_mb": 512, "disk_gb": 5}
    named = {"slug": "new", "name": "New", "description": {"ru": "", "en": ""}}
    return {"product_id": str(side.ids["product_id"])} | named | sizes


def _roles(side: Side) -> dict[str, Any]:
    return {"role_ids": [str(side.ids["given_role_id"])]}


def _registration(side: Side) -> dict[str, Any]:
    named = {"name": "Nora", "locale": "en", "email": f"{new_id().hex}@new.example"}
    accepted = [str(side.ids["terms_id"])]
    return named | {"password": "a long enough secret", "accepted_documents": accepted}


def _file(name: str, content: bytes) -> tuple[str, bytes]:
    """Return a form with one file."""
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n\r\n'
    return f"{_FILES}; boundary=edge", head.encode() + content + b"\r\n--edge--\r\n"


CALLS: dict[str, Call] = {
    "search_read": Call(query="?q=nothing"),
    "admin_search_read": Call(query="?q=nothing"),
    "admin_accounts_adjust_balance": Call(body=lambda _: {"amount": 500, "reason": _REASON}),
    **{f"admin_{one}s_publish": Call(ids={f"{one}_id": f"draft_{one}_id"}) for one in _SOLD},
    "admin_products_update": Call(body=lambda _: {"name": {"ru": "Иное", "en": "Other"}}),
    "admin_plans_update": Call(body=lambda _: {"name": "Other"}),
    "admin_images_update": Call(body=lambda _: {"name": "Other"}),
    "admin_plans_create": Call(body=_plan),
    "admin_prices_create": Call(body=lambda _: {"period": "month", "amount": 12_000}),
    "admin_products_reorder": Call(body=lambda side: _ids(side, "draft_product_id", "product_id")),
    "admin_products_reorder_plans": Call(
        ids={"product_id": "draft_product_id"},
        body=lambda side: _ids(side, "second_draft_plan_id", "draft_plan_id"),
    ),
    "admin_images_reorder": Call(
        body=lambda side: _ids(side, "draft_image_id", "second_image_id", "image_id")
    ),
    "admin_legal_documents_publish": Call(body=lambda _: {}),
    "admin_legal_documents_update": Call(
        body=lambda _: {"body": {"ru": "Иное", "en": "Other"}, "requires_consent": True}
    ),
    "admin_roles_update": Call(body=lambda _: {"permissions": ["jobs:read", "nodes:read"]}),
    "admin_checklist_update": Call(body=lambda _: {"hidden": True}),
    "admin_logos_create": Call(body=lambda _: _file("image", b"no picture at all")),
    "admin_settings_brand_preview": Call(body=lambda _: {"accent": "#e11d48"}),
    "admin_settings_brand_update": Call(body=lambda _: {"accent": "#e11d48"}),
    "logos_read": Call(words={"name": "0" * 32}),
    "admin_settings_company_update": Call(body=lambda _: {"name": "Lighthouse"}),
    "admin_settings_locale_update": Call(
        body=lambda _: {"time_zone": "Europe/Moscow", "currency": "RUB"}
    ),
    "admin_settings_mail_update": Call(
        body=lambda _: {
            "host": "mail.hoster.example",
            "port": 587,
            "encryption": "starttls",
            "sender": "panel@hoster.example",
        }
    ),
    "admin_settings_payments_update": Call(
        body=lambda _: {"url": "http://pay.hoster.example", "enabled": False}
    ),
    "admin_settings_backups_update": Call(
        body=lambda _: {
            "target": "",
            "s3_endpoint": "",
            "s3_region": "us-east-1",
            "s3_access_key": "",
            "hours": 12,
            "timeout_hours": 6,
            "keep_daily": 7,
            "keep_weekly": 4,
            "keep_monthly": 6,
        }
    ),
    "admin_settings_registration_update": Call(body=lambda _: {"rule": "invite"}),
    "admin_settings_retention_update": Call(
        body=lambda _: {"sign_in_log_days": 90, "address_log_days": 90, "audit_days": 900}
    ),
    "admin_staff_create": Call(
        body=lambda side: _roles(side) | {"user_id": str(side.people["read_only"])}
    ),
    "admin_staff_update": Call(body=_roles),
    "admin_mails_retry": Call(ids={"mail_id": "failed_mail_id"}),
    "admin_mails_retry_failed": Call(body=lambda _: {"since": clock.now().isoformat()}),
    **{
        f"admin_templates_{act}": Call(words={"name": "invoice_paid", "locale": "en"})
        for act in ("read", "versions_list", "update", "reset", "preview", "test")
    },
    "admin_users_enable": Call(ids={"user_id": "disabled_user_id"}),
    "admin_users_impersonate": Call(
        body=lambda side: {"account_id": str(side.account_id), "reason": _REASON}
    ),
    "admin_users_reset_second_factor": Call(body=lambda _: {"reason": _REASON}),
    "admin_images_nodes_list": Call(ids={"image_id": "draft_image_id"}),
    "admin_nodes_images_cancel": Call(ids={"node_image_id": "arriving_node_image_id"}),
    "admin_nodes_images_create": Call(body=lambda side: {"image_id": str(side.ids["image_id"])}),
    "admin_nodes_create": Call(body=lambda _: _node()),
    "admin_nodes_retire": Call(ids={"node_id": "resting_node_id"}),
    "admin_nodes_draft_test": Call(body=lambda _: _node()),
    "admin_nodes_undrain": Call(ids={"node_id": "resting_node_id"}),
    "admin_nodes_update": Call(body=lambda _: {"region": "south"}),
    "admin_invoices_refund": Call(
        ids={"invoice_id": "stopped_invoice_id"}, body=lambda _: {"reason": _REASON}
    ),
    "admin_orders_refund": Call(
        ids={"order_id": "failed_order_id"}, body=lambda _: {"reason": _REASON}
    ),
    "accounts_update": Call(body=lambda _: {"legal_name": "Wood and Sons"}),
    "avatars_set": Call(body=lambda _: _file("image", b"no picture at all")),
    "auth_register": Call(body=_registration),
    "auth_verify": Call(body=lambda _: {"token": "nobody-made-this"}),
    "balance_top_up": Call(body=lambda _: {"amount": 10_000, "provider": "sandbox"}),
    "events_stream": Call(account=True, staff_too=True),
    "invitations_create": Call(body=lambda _: {"email": "new@team.example", "role": "billing"}),
    "invoices_pay": Call(body=lambda _: {"method": "balance"}),
    "invoices_bulk_pay": Call(
        body=lambda side: {"invoice_ids": [str(side.ids["invoice_id"])], "method": "balance"}
    ),
    "legal_documents_public_read": Call(ids={"kind": "legal_kind", "number": "legal_number"}),
    "me_change_password": Call(body=lambda _: {"new_password": "a whole other secret"}),
    "me_choose_account": Call(body=lambda side: {"account_id": str(side.account_id)}),
    "me_consents_create": Call(body=lambda side: {"document_ids": [str(side.ids["terms_id"])]}),
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
    "admin_services_resume": Call(ids={"service_id": "held_service_id"}),
    "admin_services_suspend": Call(body=lambda _: {"reason": _REASON}),
    "admin_services_cancel": Call(body=lambda _: {"reason": _REASON, "at_period_end": False}),
    "admin_services_start": Call(ids={"service_id": "stopped_service_id"}),
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
    constant: dict[str, str] = {}
    for parameter in entry.get("parameters", []):
        if parameter["in"] == "path":
            slot = call.ids.get(parameter["name"], parameter["name"])
            if parameter["name"] in call.words:
                constant[parameter["name"]] = call.words[parameter["name"]]
                continue
            if slot not in ids:
                message = f"{one.operation_id} takes {slot!r}: put one into tests/authz/world.py"
                raise UntoldError(message)
            given[parameter["name"]] = str(ids[slot])
    kind, content = _content(one, call, entry, document, side)
    headers = {"idempotency-key": str(new_id()), "if-match": "*"}
    headers |= {"content-type": kind} if kind else {}
    named = frozenset(word for word in side.marks if word.encode() in content)
    return Request(
        one.method,
        one.path.format(**given, **constant) + call.query,
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
