"""Event streams over real connections: who receives what, and how soon they end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select
from sqlmodel import col

from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock, json
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from app.events.billing import BalanceAdjusted
from app.events.deployments import ServiceStopped
from app.events.outbox import publish
from app.features.accounts.models import AccountMember
from app.features.roles import service as roles
from app.features.roles.models import Role
from app.features.users.models import AuthSession
from app.main import create_app
from tests.factories.accounts import Customer, join, make_account, make_customer, make_member, prove
from tests.factories.users import PASSWORD, bearer, make_user
from tests.sandbox.serving import NOBODY, address_of, bound_socket, serving

SECONDS = 5
Headers = dict[str, str]
Change = Callable[[], Awaitable[Response]]


@dataclass(frozen=True)
class Panel:
    """Two instances of the API: one is asked, the other streams and shares only the database."""

    asked: AsyncClient
    streaming: AsyncClient
    database: Database
    settings: Settings

    async def owner(self) -> Customer:
        """Make an account whose owner is signed in and proven."""
        async with self.database.unit_of_work() as session:
            made = await make_customer(session, self.settings)
            await prove(session, made.user.id)
        return made

    async def member(self, owner: Customer, role: MemberRole) -> tuple[UUID, Headers]:
        """Sign one more member of the owner's account in; return the membership too."""
        async with self.database.unit_of_work() as session:
            made = await make_member(session, self.settings, owner.account, role)
            found = select(col(AccountMember.id)).where(col(AccountMember.user_id) == made.user.id)
            return (await session.scalars(found)).one(), made.headers

    async def staff(self, role: BuiltInRole) -> tuple[UUID, Headers]:
        """Sign one of the staff in, proven."""
        async with self.database.unit_of_work() as session:
            user = await make_user(session)
            await roles.assign(session, user.id, role)
            headers = await bearer(session, self.settings, user.id)
            await prove(session, user.id)
        return user.id, headers

    def asks(
        self,
        headers: Headers,
        method: str,
        path: str,
        **body: Any,
    ) -> Change:
        """Return what makes this request."""
        key = {"Idempotency-Key": str(new_id())}
        return lambda: self.asked.request(method, path, json=body or None, headers=headers | key)


@dataclass(frozen=True)
class Watched:
    """Whose stream is open, and what is then done to its reader."""

    reader: Headers
    change: Change


async def member_removed(panel: Panel) -> Watched:
    owner = await panel.owner()
    member_id, headers = await panel.member(owner, MemberRole.TECHNICAL)
    return Watched(headers, panel.asks(owner.headers, "DELETE", f"/members/{member_id}"))


async def role_narrowed(panel: Panel) -> Watched:
    owner = await panel.owner()
    member_id, headers = await panel.member(owner, MemberRole.ADMIN)
    change = panel.asks(owner.headers, "PATCH", f"/members/{member_id}", role="read_only")
    return Watched(headers, change)


async def staff_role_narrowed(panel: Panel) -> Watched:
    _, boss = await panel.staff(BuiltInRole.OWNER)
    user_id, headers = await panel.staff(BuiltInRole.OPERATOR)
    async with panel.database.unit_of_work() as session:
        named = select(col(Role.id)).where(col(Role.name) == BuiltInRole.SUPPORT)
        support = str((await session.scalars(named)).one())
    change = panel.asks(boss, "PATCH", f"/admin/staff/{user_id}", role_ids=[support])
    return Watched(headers, change)


async def staff_no_more(panel: Panel) -> Watched:
    _, boss = await panel.staff(BuiltInRole.OWNER)
    user_id, headers = await panel.staff(BuiltInRole.SUPPORT)
    return Watched(headers, panel.asks(boss, "PATCH", f"/admin/staff/{user_id}", role_ids=[]))


async def session_revoked(panel: Panel) -> Watched:
    owner = await panel.owner()
    async with panel.database.unit_of_work() as session:
        found = select(col(AuthSession.id)).where(col(AuthSession.user_id) == owner.user.id)
        session_id = (await session.scalars(found)).one()
        elsewhere = await bearer(session, panel.settings, owner.user.id)
    return Watched(owner.headers, panel.asks(elsewhere, "DELETE", f"/me/sessions/{session_id}"))


async def signed_out(panel: Panel) -> Watched:
    owner = await panel.owner()
    return Watched(owner.headers, panel.asks(owner.headers, "POST", "/auth/sign-out"))


async def password_changed(panel: Panel) -> Watched:
    owner = await panel.owner()
    words = {"current_password": PASSWORD, "new_password": "another horse battery"}
    return Watched(owner.headers, panel.asks(owner.headers, "POST", "/me/password", **words))


async def person_disabled(panel: Panel) -> Watched:
    owner = await panel.owner()
    _, staff = await panel.staff(BuiltInRole.ADMIN)
    path = f"/admin/users/{owner.user.id}/actions/disable"
    return Watched(owner.headers, panel.asks(staff, "POST", path, reason="Ticket 4711"))


async def account_switched(panel: Panel) -> Watched:
    owner = await panel.owner()
    async with panel.database.unit_of_work() as session:
        second = await make_account(session, name="Second")
        await join(session, second.id, owner.user.id, MemberRole.ADMIN)
    change = panel.asks(owner.headers, "POST", "/me/account", account_id=str(second.id))
    return Watched(owner.headers, change)


async def token_deleted(panel: Panel) -> Watched:
    owner = await panel.owner()
    ends = (clock.now() + timedelta(days=7)).isoformat()
    wish = {"name": "ci", "permissions": ["services:read"], "expires_at": ends}
    made = (await panel.asks(owner.headers, "POST", "/tokens", **wish)()).json()
    program = {"authorization": f"Bearer {made['token']}"}
    return Watched(program, panel.asks(owner.headers, "DELETE", f"/tokens/{made['id']}"))


async def _acting(panel: Panel) -> tuple[Headers, Headers]:
    """Let staff act as a customer; return the headers of both."""
    owner = await panel.owner()
    _, staff = await panel.staff(BuiltInRole.ADMIN)
    path = f"/admin/users/{owner.user.id}/actions/impersonate"
    body = {"account_id": str(owner.account_id), "reason": "Ticket 4711"}
    made = (await panel.asks(staff, "POST", path, **body)()).json()
    return staff, {"authorization": f"Bearer {made['access_token']}"}


async def ownership_handed_over(panel: Panel) -> Watched:
    owner = await panel.owner()
    member_id, _ = await panel.member(owner, MemberRole.ADMIN)
    change = panel.asks(owner.headers, "POST", f"/members/{member_id}/actions/make-owner")
    return Watched(owner.headers, change)


async def impersonation_ended(panel: Panel) -> Watched:
    _, acting = await _acting(panel)
    return Watched(acting, panel.asks(acting, "DELETE", "/me/impersonation"))


async def staff_behind_signed_out(panel: Panel) -> Watched:
    staff, acting = await _acting(panel)
    return Watched(acting, panel.asks(staff, "POST", "/auth/sign-out"))


CHANGES = (
    member_removed,
    role_narrowed,
    staff_role_narrowed,
    staff_no_more,
    session_revoked,
    signed_out,
    password_changed,
    person_disabled,
    account_switched,
    token_deleted,
    ownership_handed_over,
    impersonation_ended,
    staff_behind_signed_out,
)


@pytest.fixture
async def panel(committed: Database, settings: Settings) -> AsyncIterator[Panel]:
    address = committed.engine.url.render_as_string(hide_password=False)
    own = settings.model_copy(update={"database_url": address})
    async with AsyncExitStack() as stack:
        clients = []
        for database in (committed, Database(own)):
            opened = bound_socket()
            await stack.enter_async_context(serving(create_app(own, database), opened))
            made = AsyncClient(base_url=f"{address_of(opened)}/api/v1", timeout=30, verify=NOBODY)
            clients.append(await stack.enter_async_context(made))
        async with committed.unit_of_work() as session:
            await roles.seed(session)
        asked, streaming = clients
        yield Panel(asked, streaming, committed, settings)


async def _end(panel: Panel, schedule_number: Watched) -> None:
    """Open the stream, make the change, and read to the end of the stream."""
    async with panel.streaming.stream("GET", "/events", headers=schedule_number.reader) as stream:
        lines = stream.aiter_lines()
        assert (await anext(lines)).startswith("id:")
        answer = await schedule_number.change()
        assert answer.is_success, answer.text
        async with asyncio.timeout(SECONDS):
            async for _ in lines:
                pass


async def _facts(lines: AsyncIterator[str], how_many: int) -> dict[str, dict[str, Any]]:
    """Return the payloads of the next events by their names."""
    found: dict[str, dict[str, Any]] = {}
    async with asyncio.timeout(SECONDS):
        async for line in lines:
            if line.startswith("data:"):
                data = json.loads(line.removeprefix("data:"))
                found[data["type"]] = data["payload"]
                if len(found) == how_many:
                    break
    return found


async def test_a_stream_ends_within_five_seconds_of_any_change_of_rights(panel: Panel) -> None:
    cases = [await change(panel) for change in CHANGES]
    ended = await asyncio.gather(*(_end(panel, case) for case in cases), return_exceptions=True)
    names = (change.__name__ for change in CHANGES)
    assert {name: error for name, error in zip(names, ended, strict=True) if error} == {}


async def test_a_stream_continues_when_rights_are_unchanged(panel: Panel) -> None:
    owner = await panel.owner()
    member_id, _ = await panel.member(owner, MemberRole.TECHNICAL)
    remove = panel.asks(owner.headers, "DELETE", f"/members/{member_id}")
    async with panel.streaming.stream("GET", "/events", headers=owner.headers) as stream:
        lines = stream.aiter_lines()
        assert (await anext(lines)).startswith("id:")
        assert (await remove()).status_code == 204
        async with asyncio.timeout(SECONDS):
            while await anext(lines) != "event: member.removed":
                pass


async def test_money_events_require_billing_permission(panel: Panel) -> None:
    owner = await panel.owner()
    _, technician = await panel.member(owner, MemberRole.TECHNICAL)
    account, resume = owner.account_id, {"last-event-id": "0"}
    adjusted = BalanceAdjusted(account_id=account, amount=-5, currency="EUR", reason="a slip")
    ids = {name: new_id() for name in ("service_id", "order_id", "subscription_id")}
    stopped = ServiceStopped(hostname="shop", **ids)
    async with panel.database.unit_of_work() as session:
        for event in (adjusted, stopped):
            await publish(session, event, account_id=account)
    heard = []
    for reader in (owner.headers, technician):
        async with panel.streaming.stream("GET", "/events", headers=reader | resume) as stream:
            heard.append(await _facts(stream.aiter_lines(), 2))
    told, spared = heard
    assert told["balance.adjusted"]["reason"] == "a slip"
    assert spared["balance.adjusted"] == {}
    assert spared["service.stopped"] == told["service.stopped"] != {}


async def test_what_happens_after_me_was_read_is_heard_by_a_stream_that_opens_later(
    panel: Panel,
) -> None:
    owner = await panel.owner()
    account = owner.account_id
    early = BalanceAdjusted(account_id=account, amount=1, currency="EUR", reason="before")
    late = BalanceAdjusted(account_id=account, amount=2, currency="EUR", reason="between")
    async with panel.streaming.stream("GET", "/events", headers=owner.headers) as stream:
        async with panel.database.unit_of_work() as session:
            await publish(session, early, account_id=account)
        assert (await _facts(stream.aiter_lines(), 1))["balance.adjusted"]["reason"] == "before"
    me = (await panel.asked.get("/me", headers=owner.headers)).json()
    async with panel.database.unit_of_work() as session:
        await publish(session, late, account_id=account)
    resume = owner.headers | {"last-event-id": str(me["event_position"])}
    async with panel.streaming.stream("GET", "/events", headers=resume) as stream:
        assert (await _facts(stream.aiter_lines(), 1))["balance.adjusted"]["reason"] == "between"
