"""Staff register, test, change, drain and retire nodes over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.catalog.schemas import ServiceKind
from app.features.deployments.providers.base import DriverTimeoutError
from app.features.nodes import service
from app.features.nodes.errors import NoCapacityError, NodeStateError
from app.features.nodes.schemas import NodeOptions
from app.features.nodes.service import registration as registering
from tests.factories.nodes import make_node, registration
from tests.factories.users import make_staff
from tests.features.deployments.providers.certificates import Authority
from tests.features.deployments.scripted import ScriptedRuntime

_NODES = "/admin/nodes"
Drain = Callable[[], Awaitable[int]]


def _node(**changed: Any) -> dict[str, Any]:
    return {
        "name": "node-7",
        "region": "north",
        "driver": "scripted",
        "settings": {"endpoint": "rack 7"},
        "host": "192.0.2.7",
        "port_from": 21_000,
        "port_to": 21_009,
        "cpu_millis": 4_000,
        "memory_mb": 4_096,
        "disk_gb": 100,
    } | changed


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    return await make_staff(session, settings, BuiltInRole.OPERATOR)


@pytest.fixture
def post(
    client: AsyncClient, staff: dict[str, str], scripted: ScriptedRuntime
) -> Callable[..., Awaitable[Response]]:
    assert scripted

    async def send(path: str = "", **changed: Any) -> Response:
        body = _node(**changed) if path in {"", "/actions/test"} else None
        return await client.post(_NODES + path, json=body, headers=staff)

    return send


Post = Callable[..., Awaitable[Response]]


def _seen(version: int) -> dict[str, str]:
    return {"if-match": f'"{version}"'}


async def _stored(session: AsyncSession, column: str) -> Any:
    return await session.scalar(text(f"SELECT {column} FROM node WHERE name = 'node-7'"))


async def test_a_node_is_saved_and_waits_for_its_first_answer(
    post: Post, session: AsyncSession
) -> None:
    made = await post(
        public_host="Web.Example",
        internal_host="10.0.0.7",
        cpu_overcommit_percent=400,
        memory_overcommit_percent=150,
        labels={"rack": "7"},
    )
    assert made.status_code == 201
    node = made.json()
    assert (node["state"], node["public_host"]) == ("registering", "web.example")
    assert node["size"] == {"cpu_millis": 4_000, "memory_mb": 4_096, "disk_gb": 100}
    assert node["capacity"] == {"cpu_millis": 16_000, "memory_mb": 6_144, "disk_gb": 100}
    assert node["labels"] == {"rack": "7"}
    assert set(node["allowed_actions"]) == {"test", "update", "retire"}
    with pytest.raises(NoCapacityError):
        await service.reserve(session, new_id(), ServiceKind.CONTAINER, 100, 64, 1)

    for _ in range(2):
        await service.record_seen(session, UUID(node["id"]))
    told = await session.scalars(text("SELECT type FROM event WHERE type LIKE 'node.%'"))
    assert list(told) == ["node.changed"] * 2  # it was made, and it answered for the first time
    await service.reserve(session, new_id(), ServiceKind.CONTAINER, 100, 64, 1)
    acts = await session.scalars(text("SELECT action FROM audit_record"))
    assert "node.created" in set(acts)


async def test_two_nodes_do_not_share_a_name(post: Post) -> None:
    assert (await post()).status_code == 201
    again = await post()
    assert (again.status_code, again.json()["code"]) == (409, "node_name_taken")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"driver": "nobody"}, "driver"),
        ({"driver": "docker", "settings": {"endpoint": "http://engine"}}, "settings.endpoint"),
        ({"driver": "docker", "settings": {"endpoint": "ssh://engine"}}, "settings.endpoint"),
        ({"driver": "docker", "settings": {"token": "x"}}, "settings.token"),
        ({"driver": "docker", "settings": {"tls_key": "no key"}}, "settings.tls_key"),
    ],
)
async def test_the_driver_says_which_setting_it_refuses(
    post: Post, changed: dict[str, Any], field: str
) -> None:
    refused = await post(**changed)
    assert (refused.status_code, refused.json()["code"]) == (422, "node_settings_invalid")
    assert refused.json()["params"]["field"] == field
    assert "no key" not in refused.text


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "everywhere"},
        {"host": "0.0.0.0"},
        {"port_from": 22_000},
        {"name": "Node 7"},
        {"cpu_overcommit_percent": 50},
        {"state": "ready"},
    ],
)
async def test_a_node_that_cannot_be_is_refused(post: Post, changed: dict[str, Any]) -> None:
    assert (await post(**changed)).status_code == 422


async def test_secrets_are_sealed_and_never_come_back(
    post: Post, client: AsyncClient, session: AsyncSession, staff: dict[str, str]
) -> None:
    authority = Authority()
    own = authority.issue("panel")
    endpoint = {"endpoint": "tcp://node-7.example:2376"}
    secrets = {"tls_ca": authority.certificate, "tls_key": own.key}
    secrets["tls_certificate"] = own.certificate
    made = await post(driver="docker", settings=endpoint | secrets)
    node = made.json()
    assert node["credentials"] == ["tls_ca", "tls_certificate", "tls_key"]
    assert "PRIVATE KEY" not in made.text + await _stored(session, "credentials")
    [known] = await service.nodes(session)
    assert service.secrets_of(known) == secrets
    kept = await session.scalar(text("SELECT string_agg(changes::text, '') FROM audit_record"))
    assert "PRIVATE" not in str(kept)

    renewed = Authority().certificate
    path = f"{_NODES}/{node['id']}"
    patch = {"settings": {"tls_ca": renewed}}
    assert (await client.patch(path, json=patch, headers=staff | _seen(1))).status_code == 200
    session.expire_all()
    [known] = await service.nodes(session)
    assert service.secrets_of(known) == secrets | {"tls_ca": renewed}

    bare = {"tls_ca": "", "tls_key": "", "tls_certificate": ""}
    patch = {"settings": bare}
    answer = await client.patch(path, json=patch, headers=staff | _seen(2))
    assert answer.json()["credentials"] == []


async def test_an_edit_of_what_somebody_else_changed_is_refused(
    post: Post, client: AsyncClient, staff: dict[str, str]
) -> None:
    path = f"{_NODES}/{(await post()).json()['id']}"
    first = await client.patch(path, json={"region": "south"}, headers=staff | _seen(1))
    assert (first.json()["region"], first.headers["etag"]) == ("south", '"2"')
    second = await client.patch(path, json={"region": "west"}, headers=staff | _seen(1))
    assert second.status_code == 412
    assert (await client.patch(path, json={}, headers=staff)).status_code == 428


async def test_a_node_keeps_room_for_what_is_reserved(
    post: Post, client: AsyncClient, session: AsyncSession, staff: dict[str, str]
) -> None:
    node_id = UUID((await post(cpu_overcommit_percent=200)).json()["id"])
    await service.record_seen(session, node_id)
    await service.reserve(session, new_id(), ServiceKind.CONTAINER, 6_000, 64, 1)
    path = f"{_NODES}/{node_id}"
    patch = {"cpu_overcommit_percent": 100}
    refused = await client.patch(path, json=patch, headers=staff | _seen(1))
    assert (refused.status_code, refused.json()["code"]) == (409, "node_too_small")
    patch = {"cpu_millis": 3_000}
    answer = (await client.patch(path, json=patch, headers=staff | _seen(1))).json()
    assert answer["capacity"]["cpu_millis"] == 6_000


async def test_a_drained_node_gets_nothing_new_and_only_an_empty_one_is_retired(
    post: Post, client: AsyncClient, session: AsyncSession, staff: dict[str, str]
) -> None:
    node_id = UUID((await post()).json()["id"])
    await service.record_seen(session, node_id)
    held = new_id()
    await service.reserve(session, held, ServiceKind.CONTAINER, 100, 64, 1)

    drained = (await post(f"/{node_id}/actions/drain")).json()
    assert drained["state"] == "maintenance"
    assert "retire" not in drained["allowed_actions"]
    with pytest.raises(NoCapacityError):
        await service.reserve(session, new_id(), ServiceKind.CONTAINER, 100, 64, 1)
    refused = await post(f"/{node_id}/actions/retire")
    assert (refused.status_code, refused.json()["code"]) == (409, "node_in_use")
    assert refused.json()["params"] == {"services": 1}

    await service.release(session, held)
    retired = (await post(f"/{node_id}/actions/retire")).json()
    assert (retired["state"], retired["allowed_actions"]) == ("retired", [])
    patch = {"region": "south"}
    late = await client.patch(f"{_NODES}/{node_id}", json=patch, headers=staff | _seen(1))
    assert (late.status_code, late.json()["code"]) == (409, "node_state")


async def test_a_test_before_saving_says_what_was_found(
    post: Post,
    client: AsyncClient,
    session: AsyncSession,
    staff: dict[str, str],
    scripted: ScriptedRuntime,
    drain: Drain,
) -> None:
    scripted.taken_ports |= {21_003, 9_999}
    begun = await post("/actions/test", memory_mb=8_192)
    assert (begun.status_code, begun.json()["state"]) == (202, "pending")
    await drain()

    path = f"/admin/node-tests/{begun.json()['id']}"
    test = (await client.get(path, headers=staff)).json()
    assert test["state"] == "done"
    found = {one["check"]: (one["outcome"], one["code"], one["params"]) for one in test["checks"]}
    assert found["engine"] == ("ok", "answers", {"version": "1"})
    assert found["capacity"][:2] == ("warning", "more_than_there_is")
    assert found["capacity"][2]["over"] == ["memory_mb"]
    assert found["ports"] == ("warning", "some_taken", {"free": 9, "taken": [21_003]})
    assert found["images"][1] == "present"
    assert await session.scalar(text("SELECT asked FROM node_test")) == ""
    assert await session.scalar(text("SELECT count(*) FROM node")) == 0


async def test_a_test_says_why_a_node_cannot_be_reached_and_nothing_else(
    post: Post,
    client: AsyncClient,
    session: AsyncSession,
    staff: dict[str, str],
    scripted: ScriptedRuntime,
    drain: Drain,
) -> None:
    node_id = await make_node(session, endpoint="a secret place")
    scripted.fail("facts", 1, lambda: DriverTimeoutError(detail="10.0.0.1 said: let me be"))
    begun = await post(f"/{node_id}/actions/test")
    await drain()

    path = f"/admin/node-tests/{begun.json()['id']}"
    answer = await client.get(path, headers=staff)
    assert answer.json()["checks"] == [
        {"check": "engine", "outcome": "failed", "code": "driver_timeout", "params": {}}
    ]
    assert "10.0.0.1" not in answer.text


async def test_the_form_of_each_driver_comes_from_the_driver(
    client: AsyncClient, staff: dict[str, str]
) -> None:
    answer = await client.get("/admin/nodes/drivers", headers=staff)
    drivers = {one["name"]: one["settings_schema"] for one in answer.json()["items"]}
    assert "docker" in drivers
    fields = drivers["docker"]["properties"]
    assert fields["tls_key"]["writeOnly"] is True
    assert "writeOnly" not in fields["endpoint"]


async def test_done_with_is_done_with(post: Post, session: AsyncSession) -> None:
    node_id = await make_node(session, "once")
    await post(f"/{node_id}/actions/retire")
    told = text("SELECT count(*) FROM event")
    before = await session.scalar(told)
    again = await post(f"/{node_id}/actions/retire")
    assert (again.status_code, again.json()["state"]) == (200, "retired")
    assert await session.scalar(told) == before
    tested = await post(f"/{node_id}/actions/test")
    assert (tested.status_code, tested.json()["code"]) == (409, "node_state")
    with pytest.raises(NodeStateError):
        await registering.register_detected(session, registration(name="once"), NodeOptions())


async def test_a_node_over_the_network_is_asked_to_encrypt(
    post: Post, client: AsyncClient, staff: dict[str, str], drain: Drain
) -> None:
    begun = await post("/actions/test", settings={"endpoint": "tcp://rack-7.example:2375"})
    await drain()
    path = f"/admin/node-tests/{begun.json()['id']}"
    checks = (await client.get(path, headers=staff)).json()["checks"]
    assert {"encryption": "not_encrypted"}.items() <= {
        one["check"]: one["code"] for one in checks
    }.items()


async def test_a_test_is_answered_once(post: Post, session: AsyncSession, drain: Drain) -> None:
    begun = await post("/actions/test")
    await drain()
    test = await service.find_test(session, test_id=UUID(begun.json()["id"]))
    found = await service.run_test(test)
    await service.finish_test(session, test, found)
    assert (test, found) == (None, None)
    told = text("SELECT count(*) FROM event WHERE type = 'node.tested'")
    assert await session.scalar(told) == 1
