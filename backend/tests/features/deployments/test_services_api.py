"""Services and operations over HTTP, as their owners and strangers meet them."""

from dataclasses import replace
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.celery import questions
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.deployments.models import Service
from app.features.deployments.schemas import (
    OperationDetailRead,
    OperationPage,
    OperationRead,
    ServicePage,
    ServiceRead,
)
from tests.factories.accounts import Customer, make_customer, make_member
from tests.features.deployments.over_http import panel, shop, worker
from tests.features.deployments.panel import Panel
from tests.one_transaction import OneTransaction

__all__ = ["panel", "shop", "worker"]


async def test_a_service_is_told_as_its_schema_says(
    client: AsyncClient, customer: Customer, shop: Service
) -> None:
    listed = await client.get("/services", headers=customer.headers)
    single = await client.get(f"/services/{shop.id}", headers=customer.headers)

    assert (listed.status_code, single.status_code) == (200, 200)
    page = ServicePage.model_validate_json(listed.content)
    assert page.items == [ServiceRead.model_validate_json(single.content)]
    assert set(single.json()) == set(ServiceRead.model_fields)
    answer = single.json()
    assert answer["status"] == "active"
    assert answer["price"] == {"amount": 19_000, "currency": "RUB"}
    assert answer["operation"] is None
    assert answer["allowed_actions"] == ["restart", "stop", "rename", "delete"]


async def test_an_action_answers_with_an_operation_to_follow(
    client: AsyncClient, customer: Customer, panel: Panel, shop: Service
) -> None:
    begun = await client.post(f"/services/{shop.id}/actions/stop", headers=customer.headers)

    assert begun.status_code == 202
    where = begun.headers["location"]
    assert where == f"/api/v1/operations/{begun.json()['id']}"
    path = where.removeprefix("/api/v1")
    followed = await client.get(path, headers=customer.headers)
    told = OperationDetailRead.model_validate_json(followed.content).model_dump(exclude={"log"})
    assert told == OperationRead.model_validate(begun.json()).model_dump()
    meanwhile = (await client.get(f"/services/{shop.id}", headers=customer.headers)).json()
    assert meanwhile["operation"]["kind"] == "stop"
    assert meanwhile["allowed_actions"] == []

    await panel.drain()
    done = (await client.get(path, headers=customer.headers)).json()
    assert (done["state"], done["progress"]) == ("succeeded", 100)
    history = await client.get(f"/services/{shop.id}/operations", headers=customer.headers)
    page = OperationPage.model_validate_json(history.content)
    assert [operation.kind.value for operation in page.items] == ["stop", "create"]


async def test_what_the_state_forbids_is_refused(
    client: AsyncClient, customer: Customer, panel: Panel, shop: Service
) -> None:
    refused = await client.post(f"/services/{shop.id}/actions/start", headers=customer.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "action_not_allowed")

    await client.post(f"/services/{shop.id}/actions/restart", headers=customer.headers)
    busy = await client.post(f"/services/{shop.id}/actions/stop", headers=customer.headers)
    assert (busy.status_code, busy.json()["code"]) == (409, "operation_running")
    await panel.drain()


async def test_the_failed_deploy_and_its_retry_button(
    client: AsyncClient, customer: Customer, panel: Panel
) -> None:
    panel.runtime.fail("create", 5)
    made = await panel.deployed()

    answer = (await client.get(f"/services/{made.id}", headers=customer.headers)).json()
    assert answer["failure"] == {"code": "driver_failed", "params": {}}
    assert answer["allowed_actions"] == ["retry", "delete"]
    operation = answer["operation"]
    assert operation["state"] == "failed"
    path = f"/operations/{operation['id']}/actions/retry"
    again = await client.post(path, headers=customer.headers)
    assert again.status_code == 202
    assert again.json()["state"] == "queued"
    twice = await client.post(path, headers=customer.headers)
    assert (twice.status_code, twice.json()["code"]) == (409, "operation_not_retryable")
    await panel.drain()

    answer = (await client.get(f"/services/{made.id}", headers=customer.headers)).json()
    assert (answer["status"], answer["failure"]) == ("active", None)


async def test_a_retry_needs_an_order_that_is_still_paid(
    client: AsyncClient, customer: Customer, panel: Panel
) -> None:
    panel.runtime.fail("create", 5)
    made = await panel.deployed()
    panel.book.orders[made.order_id].status = "refunded"
    [operation] = await panel.operations(made)

    refused = await client.post(
        f"/operations/{operation.id}/actions/retry", headers=customer.headers
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "order_not_paid")


async def test_without_a_worker_logs_are_unavailable(
    client: AsyncClient, customer: Customer, shop: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_LIST", f"questions:{new_id()}:")
    known = questions._questions["deployments.logs"]
    monkeypatch.setitem(questions._questions, "deployments.logs", replace(known, seconds=0.05))
    away = await client.get(f"/services/{shop.id}/logs", headers=customer.headers)
    assert (away.status_code, away.json()["code"]) == (503, "no_answer")


@pytest.mark.usefixtures("worker")
async def test_logs_renaming_and_the_summary(
    client: AsyncClient, customer: Customer, panel: Panel, shop: Service
) -> None:
    logs = await client.get(f"/services/{shop.id}/logs?tail=2", headers=customer.headers)
    assert logs.json() == {"lines": [f"hw-{shop.id} line 1", f"hw-{shop.id} line 2"]}
    panel.runtime.gone.add(str(panel.node_id))
    away = await client.get(f"/services/{shop.id}/logs", headers=customer.headers)
    assert away.status_code == 503

    url = f"/services/{shop.id}"
    renamed = await client.patch(url, json={"hostname": "atelier"}, headers=customer.headers)
    assert renamed.json()["hostname"] == "atelier"

    summary = await client.get("/services/summary", headers=customer.headers)
    assert summary.json() == {"total": 1, "active": 1, "attention": 0}


_MAX_AGE_SECONDS = ".".join(["a" * 63] * 3 + ["b" * 61])

_NAMES = {
    "a": True,
    "0": True,
    "web-1": True,
    "shop.example.com": True,
    "a" * 63: True,
    _MAX_AGE_SECONDS: True,
    "": False,
    "-x": False,
    "x-": False,
    "UPPER": False,
    "a b": False,
    "a..b": False,
    ".a": False,
    "a.": False,
    "a_b": False,
    "a\n": False,
    "я": False,
    "a" * 64: False,
    f"{_MAX_AGE_SECONDS}b": False,
}


@pytest.mark.parametrize(("hostname", "good"), _NAMES.items())
async def test_an_order_and_a_renaming_take_the_same_names(
    client: AsyncClient, customer: Customer, shop: Service, hostname: str, *, good: bool
) -> None:
    wish = {name: str(new_id()) for name in ("plan_id", "price_id", "image_id")}
    key = {"Idempotency-Key": "key-00001"}
    renamed = await client.patch(
        f"/services/{shop.id}", json={"hostname": hostname}, headers=customer.headers
    )
    ordered = await client.post(
        "/orders", json=wish | {"hostname": hostname}, headers=customer.headers | key
    )
    if good:
        assert (renamed.status_code, renamed.json()["hostname"]) == (200, hostname)
        assert ordered.status_code == 404
        return
    for refused in (renamed, ordered):
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["hostname"]


async def test_an_account_without_services_has_a_summary(
    client: AsyncClient, customer: Customer
) -> None:
    summary = await client.get("/services/summary", headers=customer.headers)
    assert summary.json() == {"total": 0, "active": 0, "attention": 0}


async def test_another_accounts_service_does_not_exist(
    client: AsyncClient, session: AsyncSession, settings: Settings, panel: Panel, shop: Service
) -> None:
    stranger = await make_customer(session, settings)
    [operation] = await panel.operations(shop)
    own = f"/services/{shop.id}"
    asked = [
        await client.get(own, headers=stranger.headers),
        await client.get(f"{own}/operations", headers=stranger.headers),
        await client.get(f"{own}/logs", headers=stranger.headers),
        await client.patch(own, json={"hostname": "mine"}, headers=stranger.headers),
        await client.delete(own, headers=stranger.headers),
        await client.get(f"/operations/{operation.id}", headers=stranger.headers),
        await client.post(f"/operations/{operation.id}/actions/retry", headers=stranger.headers),
    ]
    for action in ("start", "stop", "restart"):
        path = f"{own}/actions/{action}"
        asked.append(await client.post(path, headers=stranger.headers))

    assert {answer.status_code for answer in asked} == {404}
    assert (await client.get("/services", headers=stranger.headers)).json()["total"] == 0
    assert len(await panel.operations(shop)) == 1


async def test_a_member_who_may_only_look_is_offered_nothing(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    shop: Service,
) -> None:
    looker = await make_member(session, settings, customer.account, MemberRole.READ_ONLY)
    answer = (await client.get(f"/services/{shop.id}", headers=looker.headers)).json()
    assert answer["allowed_actions"] == []
    refused = await client.delete(f"/services/{shop.id}", headers=looker.headers)
    assert refused.status_code == 403


async def test_a_list_costs_one_statement_however_long(
    client: AsyncClient, customer: Customer, session: AsyncSession, database: OneTransaction
) -> None:
    async def cost(rows: int) -> int:
        for _ in range(rows):
            await session.execute(_COPY, _copied(customer.account_id))
        await client.get("/services?size=100", headers=customer.headers)
        before = database.statements
        answer = await client.get("/services?size=100", headers=customer.headers)
        assert answer.status_code == 200
        return database.statements - before

    assert await cost(1) == await cost(49)
    page = (await client.get("/services?size=100", headers=customer.headers)).json()
    assert (page["total"], len(page["items"])) == (50, 50)


async def test_the_hot_list_is_served_by_its_index(
    customer: Customer, session: AsyncSession
) -> None:
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    await session.execute(text("SET LOCAL enable_sort = off"))
    plan = await session.execute(
        text(
            "EXPLAIN SELECT id FROM service WHERE account_id = :account AND status <> 'deleted'"
            " ORDER BY created_at DESC, id DESC LIMIT 50"
        ),
        {"account": customer.account_id},
    )
    lines = "\n".join(row[0] for row in plan)
    assert "ix_service_account" in lines
    assert "Sort" not in lines


_COPY = text(
    "INSERT INTO service (id, account_id, order_id, subscription_id, hostname, kind, status,"
    " plan_name, cpu_millis, memory_mb, disk_gb, image_slug, image_name, image_reference, amount,"
    " currency, period, stopped_before_suspend, repairs, created_at, changed_at)"
    " VALUES (:id, :account, :order,"
    " :subscription, 'shop', 'container', 'active', 'S1', 1, 1, 1, 'static-site', 'Static', '',"
    " 1, 'RUB', 'month', false, 0, now(), now())"
)


def _copied(account_id: UUID) -> dict[str, UUID]:
    return {
        "id": new_id(),
        "account": account_id,
        "order": new_id(),
        "subscription": new_id(),
    }
