"""Roles made and given by staff: never more than one holds, never to an equal, never the last."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.settings import Settings
from app.events.models import EventRow
from app.features.roles import service as roles
from app.features.users.models import AuthSession
from tests.factories.users import make_user


@dataclass
class Office:
    """Staff, and what they ask for."""

    client: AsyncClient
    session: AsyncSession
    settings: Settings

    async def hire(self, *names: str) -> tuple[UUID, dict[str, str]]:
        """Make somebody with these roles, signed in with a fresh proof."""
        await roles.seed(self.session)
        user = await make_user(self.session, name="Staff")
        for name in names:
            await roles.assign(self.session, user.id, name)
        now = clock.now()
        begun = AuthSession(
            user_id=user.id,
            ip="192.0.2.1",
            user_agent="test",
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(days=1),
            authenticated_at=now,
        )
        self.session.add(begun)
        await self.session.commit()
        token = AccessTokens(self.settings).issue(user.id, begun.id)
        return user.id, {"authorization": f"Bearer {token}"}

    async def role(self, name: str) -> str:
        """Return the id of a role."""
        found = await self.session.scalar(
            text("SELECT id FROM role WHERE name = :name"), {"name": name}
        )
        return str(found)

    async def make(self, headers: dict[str, str], name: str, *permissions: str) -> Response:
        """Make a role."""
        body = {"name": name, "permissions": permissions}
        return await self.client.post("/admin/roles", json=body, headers=headers)

    async def change(self, headers: dict[str, str], role_id: str, **changes: object) -> Response:
        """Change a role, whatever version it is at."""
        path = f"/admin/roles/{role_id}"
        return await self.client.patch(path, json=changes, headers=headers | {"if-match": "*"})

    async def give(self, headers: dict[str, str], user_id: UUID, *names: str) -> Response:
        """Let a person hold these roles."""
        body = {"role_ids": [await self.role(name) for name in names]}
        return await self.client.patch(f"/admin/staff/{user_id}", json=body, headers=headers)


@pytest.fixture
def office(client: AsyncClient, session: AsyncSession, settings: Settings) -> Office:
    return Office(client, session, settings)


def _code(answer: Response) -> Any:
    return answer.status_code, answer.json()["code"]


async def test_a_role_is_made_changed_given_and_removed(office: Office) -> None:
    _, owner = await office.hire(BuiltInRole.OWNER)
    clerk, _ = await office.hire()
    made = (await office.make(owner, "Night shift", "jobs:read")).json()
    assert made["allowed_actions"] == ["update", "delete"]
    path = f"/admin/roles/{made['id']}"
    changed = await office.change(owner, made["id"], name="Night")
    assert (changed.json()["name"], changed.json()["permissions"]) == ("Night", ["jobs:read"])
    changed = await office.change(owner, made["id"], permissions=["jobs:read", "jobs:retry"])
    assert changed.json()["permissions"] == ["jobs:read", "jobs:retry"]
    given = await office.give(owner, clerk, "Night")
    assert [role["name"] for role in given.json()["roles"]] == ["Night"]
    used = await office.client.delete(path, headers=owner)
    assert _code(used) == (409, "role_in_use")
    assert (await office.give(owner, clerk)).json()["roles"] == []
    assert (await office.client.delete(path, headers=owner)).status_code == 204
    acts = await office.session.scalars(text("SELECT action FROM audit_record ORDER BY position"))
    assert list(acts) == [
        "role.made",
        "role.changed",
        "role.changed",
        "role.assigned",
        "role.withdrawn",
        "role.removed",
    ]
    events = select(EventRow).where(col(EventRow.type) == "role.changed")
    told = (await office.session.scalars(events)).all()
    assert Counter(event.payload["user_id"] for event in told) == {None: 4, str(clerk): 2}
    assert {event.payload["role_id"] for event in told} == {made["id"]}


async def test_nobody_gives_what_they_do_not_hold(office: Office) -> None:
    _, owner = await office.hire(BuiltInRole.OWNER)
    await office.make(owner, "Assigner", "roles:assign", "roles:read", "roles:manage", "jobs:read")
    _, assigner = await office.hire("Assigner")
    clerk, _ = await office.hire()
    assert _code(await office.give(assigner, clerk, "support")) == (403, "grants_more")
    assert _code(await office.make(assigner, "Money", "billing:adjust")) == (403, "grants_more")
    made = (await office.make(assigner, "Jobs", "jobs:read")).json()
    answer = await office.change(assigner, made["id"], permissions=["billing:read"])
    assert _code(answer) == (403, "grants_more")
    assert (await office.give(assigner, clerk, "Jobs")).status_code == 200


async def test_nobody_changes_an_equal_or_a_higher(office: Office) -> None:
    owner_id, owner = await office.hire(BuiltInRole.OWNER)
    other_id, _ = await office.hire(BuiltInRole.OWNER)
    await office.make(owner, "Assigner", "roles:assign", "roles:read", "roles:manage")
    equal_id, equal = await office.hire("Assigner")
    for who, whom in ((owner, other_id), (equal, owner_id)):
        assert _code(await office.give(who, whom)) == (403, "not_below")
    assigner = await office.role("Assigner")
    own = await office.change(equal, assigner, name="Mine")
    assert _code(own) == (403, "not_below")
    assert _code(await office.give(equal, equal_id, "Assigner", "support")) == (403, "grants_more")
    support = await office.role("support")
    built_in = await office.client.delete(f"/admin/roles/{support}", headers=owner)
    assert _code(built_in) == (409, "role_built_in")
    reason = {"reason": "left us"}
    for who, whom in ((owner, other_id), (owner, owner_id)):
        answer = await office.client.post(
            f"/admin/users/{whom}/actions/disable", json=reason, headers=who
        )
        assert _code(answer) == (403, "not_below")


async def test_the_last_owner_stays(office: Office) -> None:
    first_id, first = await office.hire(BuiltInRole.OWNER)
    assert _code(await office.give(first, first_id)) == (409, "last_owner")
    await office.hire(BuiltInRole.OWNER)
    assert (await office.give(first, first_id)).json()["roles"] == []
    assert _code(await office.give(first, first_id)) == (403, "forbidden")


async def test_people_become_staff_by_id_or_address(office: Office) -> None:
    _, owner = await office.hire(BuiltInRole.OWNER)
    clerk = await make_user(office.session, email="clerk@example.com")
    await office.session.commit()
    roles_given: dict[str, Any] = {"role_ids": [await office.role("support")]}
    whom: dict[str, Any]
    for whom in ({"email": "Clerk@example.com"}, {"user_id": str(clerk.id)}):
        body = whom | roles_given
        answer = await office.client.post("/admin/staff", json=body, headers=owner)
        assert answer.status_code == 201
    listed = await office.client.get("/admin/staff?q=clerk", headers=owner)
    (found,) = listed.json()["items"]
    assert (found["email"], found["roles"][0]["name"]) == ("clerk@example.com", "support")
    for body, status in (
        ({"email": "nobody@example.com"} | roles_given, 404),
        ({"email": "clerk@example.com", "user_id": str(clerk.id)} | roles_given, 422),
        ({"user_id": str(clerk.id), "role_ids": [str(clerk.id)]}, 404),
    ):
        answer = await office.client.post("/admin/staff", json=body, headers=owner)
        assert answer.status_code == status


async def test_who_is_disabled_is_out_until_enabled(office: Office) -> None:
    _, owner = await office.hire(BuiltInRole.OWNER)
    clerk_id, clerk = await office.hire("support")
    assert (await office.client.get("/admin/customers", headers=clerk)).status_code == 200
    for action, active in (("disable", False), ("disable", False), ("enable", True)):
        answer = await office.client.post(
            f"/admin/users/{clerk_id}/actions/{action}", json={"reason": "leave"}, headers=owner
        )
        assert answer.json()["active"] is active
    office.client._transport.app.state.authenticator.forget()  # type: ignore[attr-defined]  # the test's own transport
    assert (await office.client.get("/admin/customers", headers=clerk)).status_code == 401
    acts = await office.session.scalars(
        text(
            "SELECT action || ': ' || reason FROM audit_record WHERE action LIKE 'user.%'"
            " ORDER BY position"
        )
    )
    assert list(acts) == ["user.disabled: leave", "user.enabled: leave"]
    listed = await office.client.get("/admin/users?active=true&staff=true&q=staff", headers=owner)
    assert listed.json()["total"] == 2


async def test_the_client_learns_every_permission(office: Office) -> None:
    _, support = await office.hire("support")
    _, owner = await office.hire(BuiltInRole.OWNER)
    refused = await office.client.get("/admin/permissions", headers=support)
    assert refused.status_code == 403
    told = (await office.client.get("/admin/permissions", headers=owner)).json()
    named = [one for group in told["groups"] for one in group["permissions"]]
    assert sorted(named) == sorted(told["held"])
    assert {"name": "jobs", "permissions": ["jobs:read", "jobs:retry"]} in told["groups"]
    listed = (await office.client.get("/admin/roles?built_in=true", headers=owner)).json()
    assert [role["name"] for role in listed["items"]] == sorted(BuiltInRole)
    assert all(role["allowed_actions"] == [] for role in listed["items"])
    support_id = await office.role("support")
    one = await office.client.get(f"/admin/roles/{support_id}", headers=owner)
    assert (one.json()["name"], one.json()["people"]) == ("support", 1)


async def test_two_editors_do_not_write_over_each_other(office: Office) -> None:
    _, owner = await office.hire(BuiltInRole.OWNER)
    made = (await office.make(owner, "Night shift", "jobs:read")).json()
    path = f"/admin/roles/{made['id']}"
    seen = (await office.client.get(path, headers=owner)).headers["etag"]
    unsaid = await office.client.patch(path, json={"name": "Night"}, headers=owner)
    assert _code(unsaid) == (428, "precondition_required")
    headers = owner | {"if-match": seen}
    first = await office.client.patch(path, json={"name": "Night"}, headers=headers)
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    second = await office.client.patch(path, json={"name": "Late"}, headers=headers)
    assert _code(second) == (412, "precondition_failed")
    assert second.json()["params"] == {"version": 2}
    now = await office.client.get(path, headers=owner)
    assert (now.json()["name"], now.headers["etag"]) == ("Night", '"2"')
