"""Who reads what of the audit, on the screen and as a table."""

import csv
from io import StringIO
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.core.context import Actor, ActorKind, acting
from app.core.settings import Settings
from app.dao.session import Database
from app.events.audit import AuditEntry, BaseAuditAction, Target, record
from app.features.audit import service, tasks
from app.features.deployments.audit import AuditAction as DeploymentAuditAction
from app.features.deployments.models import ServiceStatus
from app.features.orders.audit import AuditAction as OrderAuditAction
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.monitoring import make_service
from tests.factories.nodes import make_node
from tests.factories.users import make_user


async def _recorded(
    session: AsyncSession,
    customer: Customer,
    actor: Actor,
    action: BaseAuditAction = DeploymentAuditAction.SERVICE_CHANGED,
    **more: Any,
) -> None:
    with acting(actor, "request-7", "203.0.113.9"):
        target = Target("service", customer.account_id)
        await record(session, AuditEntry(action, customer.account_id, target, **more))
    await session.commit()


async def _items(client: AsyncClient, path: str, headers: dict[str, str]) -> list[Any]:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def test_members_read_of_their_account_with_names(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    other = await make_customer(session, settings, name="Other")
    await _recorded(session, customer, Actor(ActorKind.USER, customer.user.id), reason="asked")
    await _recorded(session, other, Actor(ActorKind.USER, other.user.id))
    (item,) = await _items(client, "/audit", customer.headers)
    assert item["action"] == "service.changed"
    assert item["actor"] == {"kind": "user", "id": str(customer.user.id), "name": "Vera"}
    assert (item["impersonator"], item["reason"], item["ip"]) == (None, "asked", "203.0.113.9")
    assert item["target"] == {"type": "service", "id": str(customer.account_id), "now": None}


async def test_what_was_acted_on_is_told_by_its_name_of_today(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    node_id = await make_node(session)
    made = await make_service(session, customer.account_id, node_id, hostname="anna-shop")
    service_id = made.id
    for target in (
        Target("service", service_id),
        Target("account", customer.account_id),
        Target("session", customer.user.id),
    ):
        with acting(Actor(ActorKind.SYSTEM), "request-8", "203.0.113.9"):
            entry = AuditEntry(DeploymentAuditAction.SERVICE_CHANGED, customer.account_id, target)
            await record(session, entry)
    await session.commit()
    names = [
        item["target"]["now"]
        for item in await _items(client, "/audit?sort=at", customer.headers)
        if item["request_id"] == "request-8"
    ]
    assert names == [{"name": "anna-shop"}, {"name": "Acme"}, None]
    for status in (ServiceStatus.DELETING, ServiceStatus.DELETED):
        made.status = status
        await session.flush()
    await session.commit()
    (gone,) = await _items(client, f"/admin/audit?target_id={service_id}", staff)
    assert gone["target"]["now"] is None


async def test_both_names_are_told_of_an_act_as_the_customer_and_no_address_of_staff(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    sam = await make_user(session, name="Sam of support")
    await _recorded(session, customer, Actor(ActorKind.USER, customer.user.id, sam.id))
    (item,) = await _items(client, "/audit", customer.headers)
    assert item["impersonator"] == {"id": str(sam.id), "name": "Sam of support"}
    assert item["ip"] is None
    (seen,) = await _items(client, f"/admin/audit?account_id={customer.account_id}", staff)
    assert (seen["ip"], seen["account"]["name"]) == ("203.0.113.9", "Acme")


@pytest.mark.parametrize("role", [MemberRole.BILLING, MemberRole.TECHNICAL, MemberRole.READ_ONLY])
async def test_who_manages_nothing_reads_nothing(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    role: MemberRole,
) -> None:
    member = await make_member(session, settings, customer.account, role)
    await session.commit()
    assert (await client.get("/audit", headers=member.headers)).status_code == 403


async def test_acts_are_found_by_what_is_known_of_them(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    person, machine = Actor(ActorKind.USER, customer.user.id), Actor(ActorKind.SYSTEM)
    await _recorded(session, customer, person, OrderAuditAction.ORDER_PLACED)
    await _recorded(
        session, customer, machine, OrderAuditAction.ORDER_REFUNDED, reason="not delivered"
    )
    for query, found in (
        (f"actor_id={customer.user.id}", ["order.placed"]),
        ("action=order.refunded", ["order.refunded"]),
        ("action=order.refunded&action=order.placed&sort=at", ["order.placed", "order.refunded"]),
        ("actor_kind=system", ["order.refunded"]),
        ("q=delivered", ["order.refunded"]),
        ("q=Vera", ["order.placed"]),
        (f"target_id={customer.account_id}", ["order.refunded", "order.placed"]),
        ("at__gte=2200-01-01T00:00:00Z", []),
        ("at__lte=2200-01-01T00:00:00Z", ["order.refunded", "order.placed"]),
    ):
        items = await _items(client, f"/audit?{query}", customer.headers)
        assert [item["action"] for item in items] == found, query
    wrong = await client.get("/audit?action=order.exploded", headers=customer.headers)
    assert wrong.status_code == 422


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


async def test_the_table_holds_all_that_matches_and_no_formula(
    client: AsyncClient,
    session: AsyncSession,
    customer: Customer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "_CHUNK", 2)
    evil = '=HYPERLINK("http://evil.test")'
    for reason in (evil, "+1", "-1", "@x", "\tx", "plain"):
        await _recorded(session, customer, Actor(ActorKind.SYSTEM), reason=reason)
    query = "/audit/export?format=csv&action=service.changed"
    answer = await client.get(query, headers=customer.headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    told = [row["reason"] for row in _rows(answer.text)]
    assert told == ["plain", "'\tx", "'@x", "'-1", "'+1", f"'{evil}"]
    (item,) = await _items(client, "/audit?action=audit.exported", customer.headers)
    assert item["changes"] == {"filters": {"action": ["service.changed"]}}


@pytest.mark.parametrize("unknown", ["sort=at", "page=2", "size=1"])
async def test_a_table_has_neither_pages_nor_another_order(
    client: AsyncClient, customer: Customer, staff: dict[str, str], unknown: str
) -> None:
    for path, headers in (("/audit", customer.headers), ("/admin/audit", staff)):
        answer = await client.get(f"{path}/export?{unknown}", headers=headers)
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert (error["field"], error["code"]) == (unknown.partition("=")[0], "extra_forbidden")


async def test_a_table_is_bounded(
    client: AsyncClient,
    session: AsyncSession,
    customer: Customer,
    staff: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "_CHUNK", 1)
    monkeypatch.setattr(service, "MAX_EXPORTED", 2)
    for _ in range(3):
        await _recorded(session, customer, Actor(ActorKind.SYSTEM))
    path = f"/admin/audit/export?account_id={customer.account_id}"
    rows = _rows((await client.get(path, headers=staff)).text)
    assert [row["account_name"] for row in rows] == ["Acme", "Acme"]


async def test_time_seals_and_prunes(committed: Database) -> None:
    for task in (tasks.seal, tasks.seal, tasks.prune):
        async with committed.unit_of_work() as session:
            await task(session)
