"""One line for each request, with what an operator asks for and nothing that a client may hide."""

from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.web.access import UNMATCHED
from tests.factories.accounts import Customer, make_customer
from tests.web.conftest import LogLines


@pytest.fixture
async def member(session: AsyncSession, settings: Settings) -> Customer:
    made = await make_customer(session, settings)
    await session.commit()
    return made


async def test_a_read_tells_route_caller_and_size(
    client: AsyncClient, member: Customer, log_lines: LogLines
) -> None:
    head = member.headers | {"X-Request-Id": "request-0001"}
    answer = await client.get("/services?q=secret-words", headers=head)
    [line] = log_lines()
    assert line | {"time": "", "ms": 0, "pid": 0} == {
        "time": "",
        "level": "INFO",
        "logger": "access",
        "message": "GET /api/v1/services 200",
        "pid": 0,
        "method": "GET",
        "route": "/api/v1/services",
        "status": 200,
        "request_id": "request-0001",
        "ms": 0,
        "bytes": len(answer.content),
        "caller": "user",
        "actor_id": str(member.user.id),
    }
    assert line["ms"] > 0
    assert line["time"].endswith("Z")


async def test_ids_are_not_in_the_route(
    client: AsyncClient, member: Customer, log_lines: LogLines
) -> None:
    await client.get(f"/invoices/{uuid4()}", headers=member.headers)
    await client.post(f"/services/{uuid4()}/actions/restart", headers=member.headers)
    assert [line["route"] for line in log_lines()] == [
        "/api/v1/invoices/{invoice_id}",
        "/api/v1/services/{service_id}/actions/restart",
    ]


async def test_a_path_that_leads_nowhere_is_told_without_its_secret(
    client: AsyncClient, log_lines: LogLines
) -> None:
    await client.get("/nowhere?password=correct-horse")
    await client.get("/nowhere/public/invitations/AbC-dEf_123")
    [first, second] = log_lines()
    assert (first["route"], first["path"]) == (UNMATCHED, "/api/v1/nowhere")
    assert second["path"] == "/api/v1/nowhere/public/invitations/***"


async def test_a_defect_is_an_error_with_its_request(
    app: FastAPI, client: AsyncClient, log_lines: LogLines
) -> None:
    app.state.reads = None
    answer = await client.get("/public/catalog", headers={"X-Request-Id": "request-0002"})
    assert answer.status_code == 500
    lines = log_lines()
    assert [line["request_id"] for line in lines] == ["request-0002"] * len(lines)
    assert lines[-1]["level"] == "ERROR"
