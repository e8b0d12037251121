"""The specification tells a program's author what every operation asks of its caller."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from app.auth.permissions import Permission
from app.core.errors import AppError
from app.events.billing import InvoicePaid
from app.web import guard

PERSON: dict[str, list[str]] = {"OAuth2PasswordBearer": []}
PROGRAM: dict[str, list[str]] = {"ApiToken": []}


@pytest.fixture
async def document(client: AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/openapi.json")).json()
    return found


def _operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][f"/api/v1{path}"][method]
    return found


def test_both_ways_to_come_in_are_described(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    flow = schemes["OAuth2PasswordBearer"]["flows"]["password"]
    assert flow["tokenUrl"] == "/api/v1/auth/token"
    program = schemes["ApiToken"]
    assert (program["type"], program["scheme"]) == ("http", "bearer")
    assert program["bearerFormat"].startswith("hwt_")


@pytest.mark.parametrize(
    ("method", "path", "security", "marks"),
    [
        ("get", "/services", [PERSON, PROGRAM], ("services:read", False, False, False)),
        ("patch", "/members/{member_id}", [PERSON], ("accounts:manage", False, True, True)),
        ("post", "/me/tokens", [PERSON], (None, False, True, True)),
        ("get", "/admin/customers", [PERSON], ("accounts:read", True, False, False)),
        ("get", "/me", [PERSON, PROGRAM], (None, False, False, False)),
        ("get", "/public/catalog", [], (None, False, False, False)),
    ],
)
def test_an_operation_says_what_it_asks_for(
    document: dict[str, Any],
    method: str,
    path: str,
    security: list[object],
    marks: tuple[object, ...],
) -> None:
    operation = _operation(document, method, path)
    assert operation["security"] == security
    found = [operation[f"x-{name}"] for name in ("permission", "staff", "oneself", "step-up")]
    assert tuple(found) == marks
    assert ("Asks for: " in operation["description"]) is bool(security)
    for words, wanted in (
        (str(marks[0]), marks[0]),
        ("the staff permission", marks[1]),
        ("the person themselves", marks[2]),
        ("within the last five minutes", marks[3]),
    ):
        assert not wanted or words in operation["description"]


def test_codes_events_and_permissions_are_listed_where_they_travel(
    document: dict[str, Any],
) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Problem"]["properties"]["code"] == {"$ref": "#/components/schemas/ErrorCode"}
    event = {"$ref": "#/components/schemas/EventType"}
    assert schemas["StreamEvent"]["properties"]["type"] == event
    assert schemas["NotificationRead"]["properties"]["event_type"] == event
    permission = {"$ref": "#/components/schemas/Permission"}
    for name in ("permissions", "staff_permissions"):
        assert schemas["MeRead"]["properties"][name]["items"] == permission
    assert schemas["Permission"]["enum"] == [*Permission]
    assert InvoicePaid.type in schemas["EventType"]["enum"]
    stream = _operation(document, "get", "/events")["responses"]["200"]["content"]
    data = stream["text/event-stream"]["schema"]["properties"]["data"]
    assert data["contentSchema"] == {"$ref": "#/components/schemas/StreamEvent"}


def test_every_code_is_listed_and_none_that_a_test_declares(document: dict[str, Any]) -> None:
    codes = document["components"]["schemas"]["ErrorCode"]["enum"]
    assert "test_only" not in codes
    refusals = [one[1] for one in vars(guard).values() if isinstance(one, tuple)]
    assert {*refusals, "content_too_large", "insufficient_balance", "not_found"} <= {*codes}


class _OfTestError(AppError):
    code = "test_only"


def test_the_document_introduces_itself(document: dict[str, Any]) -> None:
    assert document["info"]["license"] == {"name": "Apache 2.0", "identifier": "Apache-2.0"}
    assert document["info"]["contact"]["url"] == "http://panel.test"
    assert [one["url"] for one in document["servers"]] == ["http://panel.test"]


def test_every_group_of_operations_is_described(document: dict[str, Any]) -> None:
    operations = [one for path in document["paths"].values() for one in path.values()]
    described = {one["name"]: one["description"] for one in document["tags"]}
    assert {tag for one in operations for tag in one["tags"]} == described.keys()
    left = [name for name, words in described.items() if name == words]
    assert left == [], "say what they are about: `tags` in the feature's manifest"


def test_every_error_leads_to_a_page_that_explains_it(document: dict[str, Any]) -> None:
    for code, example in document["components"]["examples"].items():
        assert example["value"]["type"] == f"http://panel.test/docs/errors/{code}"
        assert example["value"]["code"] == code


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("post", "/orders", "409", "offer_mismatch"),
        ("post", "/invoices/{invoice_id}/actions/pay", "409", "insufficient_balance"),
        ("post", "/services/{service_id}/actions/restart", "409", "operation_running"),
        ("patch", "/members/{member_id}", "403", "step_up_required"),
        ("delete", "/admin/roles/{role_id}", "409", "role_in_use"),
        ("post", "/auth/token", "400", "mfa_required"),
        ("get", "/events", "429", "too_many_streams"),
        ("get", "/services/{service_id}", "404", "not_found"),
    ],
)
def test_an_operation_lists_what_its_code_refuses(
    document: dict[str, Any], method: str, path: str, status: str, code: str
) -> None:
    operation = _operation(document, method, path)
    content = operation["responses"][status]["content"]["application/problem+json"]
    assert content["examples"][code] == {"$ref": f"#/components/examples/{code}"}
    assert code in operation["x-error-codes"]


def test_a_read_without_a_parameter_does_not_promise_what_cannot_be(
    document: dict[str, Any],
) -> None:
    assert not {"404", "409", "422"} & _operation(document, "get", "/balance")["responses"].keys()


def test_examples_are_what_the_schemas_allow(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    objects = {name: one for name, one in schemas.items() if "properties" in one}
    assert objects
    for name, schema in objects.items():
        for example in schema["examples"]:
            whole = {**schema, "components": document["components"]}
            found = [one.message for one in Draft202012Validator(whole).iter_errors(example)]
            assert found == [], name


async def test_the_document_is_made_once_and_sent_once(client: AsyncClient) -> None:
    first = await client.get("/openapi.json")
    again = await client.get("/openapi.json")
    assert first.content == again.content
    assert first.headers["cache-control"] == "public, max-age=300"
    kept = await client.get("/openapi.json", headers={"if-none-match": first.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    other = await client.get("/openapi.json", headers={"if-none-match": '"other"'})
    assert other.status_code == 200
