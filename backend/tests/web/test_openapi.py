"""The specification tells a program's author what every operation asks of its caller."""

from typing import Any

import pytest
from httpx2 import AsyncClient

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
