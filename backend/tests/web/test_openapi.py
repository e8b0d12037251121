"""The specification tells a program's author what every operation asks of its caller."""

from typing import Any

import pytest
from httpx2 import AsyncClient

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
