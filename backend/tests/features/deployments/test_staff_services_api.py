"""Services, operations and nodes over HTTP, as staff meet them."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.deployments.models import OperationLog, Service
from app.features.deployments.schemas import (
    LOG_LINES,
    AdminOperationDetailRead,
    AdminOperationPage,
    AdminServicePage,
    AdminServiceRead,
)
from app.features.nodes.schemas import NodePage, NodeRead
from tests.factories.accounts import Customer
from tests.factories.users import make_staff
from tests.features.deployments.over_http import panel, shop, worker
from tests.features.deployments.panel import Panel

__all__ = ["panel", "shop", "worker"]


async def test_staff_see_everything_and_may_run_again(
    client: AsyncClient, session: AsyncSession, settings: Settings, panel: Panel
) -> None:
    panel.runtime.fail("create", 5)
    made = await panel.deployed()
    staff = await make_staff(session, settings)
    [operation] = await panel.operations(made)

    listed = await client.get("/admin/services", headers=staff)
    single = await client.get(f"/admin/services/{made.id}", headers=staff)
    operations = await client.get("/admin/operations?state=failed", headers=staff)
    followed = await client.get(f"/admin/operations/{operation.id}", headers=staff)

    page = AdminServicePage.model_validate_json(listed.content)
    assert page.items == [AdminServiceRead.model_validate_json(single.content)]
    assert page.items[0].account_name == "Acme"
    failed = AdminOperationPage.model_validate_json(operations.content)
    told = AdminOperationDetailRead.model_validate_json(followed.content)
    assert [one.model_dump() for one in failed.items] == [told.model_dump(exclude={"log"})]
    assert told.log[-1].message == "operation failed"
    again = await client.post(f"/admin/operations/{operation.id}/actions/retry", headers=staff)
    assert again.status_code == 202
    await panel.drain()
    assert (await panel.service(made)).status.value == "active"


async def test_only_a_single_operation_carries_its_log_and_no_more_than_its_end(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    panel: Panel,
    shop: Service,
) -> None:
    staff = await make_staff(session, settings)
    [operation] = await panel.operations(shop)
    lines = [f"line {number}" for number in range(LOG_LINES + 50)]
    session.add_all([OperationLog(operation_id=operation.id, message=line) for line in lines])
    await session.flush()

    for path, headers in (
        (f"/services/{shop.id}/operations", customer.headers),
        ("/admin/operations", staff),
    ):
        listed = (await client.get(path, headers=headers)).json()
        assert [one["id"] for one in listed["items"]] == [str(operation.id)]
        assert "log" not in listed["items"][0]
    for prefix, headers in (("", customer.headers), ("/admin", staff)):
        one = (await client.get(f"{prefix}/operations/{operation.id}", headers=headers)).json()
        assert [line["message"] for line in one["log"]] == lines[-LOG_LINES:]


async def test_staff_look_after_nodes(
    client: AsyncClient, session: AsyncSession, settings: Settings, panel: Panel, shop: Service
) -> None:
    staff = await make_staff(session, settings, BuiltInRole.OPERATOR)
    url = f"/admin/nodes/{panel.node_id}"
    listed = await client.get("/admin/nodes", headers=staff)
    single = await client.get(url, headers=staff)

    page = NodePage.model_validate_json(listed.content)
    assert page.items == [NodeRead.model_validate_json(single.content)]
    assert page.items[0].services == 1
    assert page.items[0].reserved.memory_mb == shop.memory_mb
    out = await client.post(f"{url}/actions/drain", headers=staff)
    assert NodeRead.model_validate_json(out.content).state.value == "maintenance"
    back = await client.post(f"{url}/actions/undrain", headers=staff)
    assert back.json()["state"] == "ready"


async def test_customers_do_not_enter_the_admin_tree(
    client: AsyncClient, customer: Customer, panel: Panel
) -> None:
    for path in ("services", "operations", "nodes", f"nodes/{panel.node_id}"):
        assert (await client.get(f"/admin/{path}", headers=customer.headers)).status_code == 403


@pytest.mark.usefixtures("worker")
async def test_staff_stop_start_and_restart_anybodys_service_and_read_its_log(
    client: AsyncClient, session: AsyncSession, settings: Settings, panel: Panel, shop: Service
) -> None:
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    own = f"/admin/services/{shop.id}"
    for action, state in (("stop", "stopped"), ("start", "active"), ("restart", "active")):
        offered = (await client.get(own, headers=operator)).json()["allowed_actions"]
        assert action in offered
        begun = await client.post(f"{own}/actions/{action}", headers=operator)
        assert begun.status_code == 202
        assert begun.headers["location"] == f"/api/v1/admin/operations/{begun.json()['id']}"
        again = await client.post(f"{own}/actions/{action}", headers=operator)
        assert (again.status_code, again.json()["code"]) == (409, "operation_running")
        await panel.drain()
        assert (await client.get(own, headers=operator)).json()["status"] == state

    seen = await client.get(own, headers=support)
    assert seen.json()["allowed_actions"] == []
    refused = await client.post(f"{own}/actions/stop", headers=support)
    assert refused.status_code == 403
    logs = await client.get(f"{own}/logs?tail=1", headers=support)
    assert logs.json() == {"lines": [f"hw-{shop.id} line 2"]}
    missing = await client.get(f"/admin/services/{new_id()}/logs", headers=support)
    assert missing.status_code == 404
    acts = text("SELECT count(*) FROM audit_record WHERE action = 'service.changed'")
    assert await session.scalar(acts) == 3


async def test_staff_hold_and_end_a_service_and_its_customer_reads_why(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    panel: Panel,
    shop: Service,
) -> None:
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    acts = f"/admin/services/{shop.id}/actions"
    why = {"reason": "Mass mailings from this address"}
    keyed = operator | {"idempotency-key": str(new_id())}

    assert (await client.post(f"{acts}/suspend", json=why, headers=support)).status_code == 403
    other = operator | {"idempotency-key": str(new_id())}
    short = await client.post(f"{acts}/suspend", json={"reason": "no"}, headers=other)
    assert short.status_code == 422
    for _ in range(2):
        held = await client.post(f"{acts}/suspend", json=why, headers=keyed)
        assert held.status_code == 200
    await panel.drain()

    seen = (await client.get(f"/services/{shop.id}", headers=customer.headers)).json()
    assert (seen["status"], seen["hold"]["reason"]) == ("suspended", why["reason"])
    assert seen["allowed_actions"] == ["delete"]
    start = await client.post(f"/services/{shop.id}/actions/start", headers=customer.headers)
    assert (start.status_code, start.json()["code"]) == (409, "service_held")
    assert start.json()["params"] == why

    offered = (await client.get(f"/admin/services/{shop.id}", headers=operator)).json()
    assert offered["allowed_actions"] == ["resume"]
    released = await client.post(f"{acts}/resume", headers=operator)
    assert (released.status_code, released.json()["hold"]) == (200, None)
    ends = {**why, "at_period_end": False}
    forbidden = await client.post(f"{acts}/cancel", json=ends, headers=other)
    assert forbidden.status_code == 403
    told = text("SELECT changes ->> 'reason' FROM audit_record WHERE action LIKE :one")
    for action in ("service.suspended", "service.resumed"):
        assert await session.scalar(told, {"one": action}) == why["reason"]
