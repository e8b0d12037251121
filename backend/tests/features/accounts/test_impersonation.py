"""Staff signed in as a customer: with a reason, for an hour, marked, and told of."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import BuiltInRole
from app.core import clock
from app.core.context import ActorKind
from app.core.ids import new_id
from app.core.settings import Settings
from app.events.audit import RequestAuditAction
from app.features.accounts import service
from app.features.accounts.audit import AuditAction as AccountAuditAction
from app.features.accounts.tasks import end_impersonation
from app.features.users.models import AuthSession, User
from tests.factories.accounts import Customer, make_customer, prove
from tests.factories.billing import give
from tests.factories.notifications import make_sale
from tests.factories.users import make_staff
from tests.features.accounts.conftest import Ask, Team, code, entries, member_id

Drain = Callable[[], Awaitable[int]]
REASON = "Ticket 4711: the DNS entry"


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    headers = await make_staff(session, settings)
    await prove(session, await _staff_id(session))
    return headers


async def _staff_id(session: AsyncSession) -> UUID:
    found = await session.scalars(select(User).where(col(User.name) == "Admin"))
    staff_id: UUID = found.one().id
    return staff_id


async def _begin(
    client: AsyncClient, app: FastAPI, staff: dict[str, str], whom: Customer, **more: object
) -> Response:
    app.state.authenticator.forget()
    body = {"account_id": str(whom.account_id), "reason": REASON} | more
    path = f"/admin/users/{whom.user.id}/actions/impersonate"
    return await client.post(path, json=body, headers=staff)


@pytest.fixture
async def acting(client: AsyncClient, app: FastAPI, staff: dict[str, str], team: Team) -> Customer:
    """Staff, signed in as the team's owner."""
    answer = await _begin(client, app, staff, team.owner)
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 3600)
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return Customer(team.owner.user, team.account, headers)


async def test_staff_see_what_the_customer_sees_and_a_banner(
    ask: Ask, session: AsyncSession, team: Team, acting: Customer
) -> None:
    me = (await ask(acting, "GET", "/me")).json()
    own = (await ask(team.owner, "GET", "/me")).json()
    assert me["impersonated_by"]["name"] == "Admin"
    assert me | {"impersonated_by": None} == own
    (entry,) = await entries(session, AccountAuditAction.IMPERSONATION_BEGUN)
    assert (entry.account_id, entry.target_id, entry.reason) == (
        team.account.id,
        team.owner.user.id,
        REASON,
    )
    assert entry.actor_id == await _staff_id(session)


async def test_every_write_carries_both_names(
    ask: Ask, session: AsyncSession, team: Team, acting: Customer
) -> None:
    await ask(acting, "GET", "/account")
    assert (await ask(acting, "PATCH", "/account", {"city": "x"})).status_code == 422
    assert await entries(session, RequestAuditAction.ACTED_AS_CUSTOMER) == []
    body = {"legal_name": "Beacon LLC"}
    assert (await ask(acting, "PATCH", "/account", body)).status_code == 200
    marked = [
        *await entries(session, RequestAuditAction.ACTED_AS_CUSTOMER),
        *await entries(session, AccountAuditAction.ACCOUNT_CHANGED),
    ]
    behind = await _staff_id(session)
    seen = [(one.actor_kind, one.actor_id, one.impersonator_id, one.account_id) for one in marked]
    assert seen == [(ActorKind.USER, team.owner.user.id, behind, team.account.id)] * 2
    assert marked[0].changes == {"method": "PATCH", "path": "/api/v1/account"}


async def test_a_payment_for_the_customer_is_marked_too(
    ask: Ask, session: AsyncSession, acting: Customer
) -> None:
    await give(session, acting.account_id, 12_000)
    sale = await make_sale(session, acting.account_id)
    path = f"/invoices/{sale.invoice.id}/actions/pay"
    answer = await ask(acting, "POST", path, {"method": "balance"})
    assert (answer.status_code, answer.json()["invoice"]["status"]) == (200, "paid")
    (mark,) = await entries(session, RequestAuditAction.ACTED_AS_CUSTOMER)
    assert mark.changes == {"method": "POST", "path": f"/api/v1{path}"}


async def test_the_customers_own_writes_are_not_marked(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    assert (await ask(team.owner, "PATCH", "/account", {"name": "Mine"})).status_code == 200
    assert await entries(session, RequestAuditAction.ACTED_AS_CUSTOMER) == []


async def test_credentials_people_and_tokens_are_out_of_reach(
    ask: Ask, session: AsyncSession, team: Team, acting: Customer
) -> None:
    path = f"/members/{await member_id(session, team.technical)}"
    for method, url, body in (
        ("POST", "/tokens", {}),
        ("POST", "/me/tokens", {}),
        ("GET", "/me/tokens", None),
        ("PATCH", path, {"role": "billing"}),
        ("DELETE", path, None),
        ("POST", f"{path}/actions/make-owner", None),
        ("POST", "/members/actions/leave", None),
        ("POST", "/invitations", {"email": "x@example.com", "role": "billing"}),
        ("POST", "/me/account", {"account_id": str(team.account.id)}),
        ("PATCH", "/me", {"name": "Eve"}),
    ):
        assert code(await ask(acting, method, url, body)) == (403, "oneself_required")
    assert await entries(session, RequestAuditAction.ACTED_AS_CUSTOMER) == []


async def test_acting_as_a_customer_opens_no_staff_door(ask: Ask, acting: Customer) -> None:
    assert code(await ask(acting, "GET", "/admin/customers")) == (403, "forbidden")
    body = {"account_id": str(acting.account_id), "reason": REASON}
    path = f"/admin/users/{acting.user.id}/actions/impersonate"
    assert code(await ask(acting, "POST", path, body)) == (403, "forbidden")


async def test_it_ends_after_an_hour(ask: Ask, acting: Customer) -> None:
    began = clock.now()
    with clock.freeze(began + timedelta(minutes=59)):
        assert (await ask(acting, "GET", "/me")).status_code == 200
    with clock.freeze(began + timedelta(minutes=61)):
        assert (await ask(acting, "GET", "/me")).status_code == 401


async def test_staff_end_it_and_the_owner_is_told(
    ask: Ask,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
    team: Team,
    acting: Customer,
) -> None:
    assert (await ask(acting, "DELETE", "/me/impersonation")).status_code == 204
    assert (await ask(acting, "GET", "/me")).status_code == 401
    await drain()
    (email,) = emails
    assert email["To"] == team.owner.user.email
    body = email.get_body(("plain",))
    assert body is not None
    words = " ".join(body.get_content().split())
    for said in ("Admin", REASON, team.account.name):
        assert said in words
    (entry,) = await entries(session, AccountAuditAction.IMPERSONATION_ENDED)
    assert entry.changes == {"staff_id": str(await _staff_id(session))}


async def test_the_owner_is_told_once_also_where_nobody_ended_it(
    session: AsyncSession, drain: Drain, emails: list[EmailMessage], acting: Customer
) -> None:
    live = await session.scalars(
        select(AuthSession).where(col(AuthSession.impersonator_id).is_not(None))
    )
    session_id = live.one().id
    waiting = await session.scalars(
        text("SELECT payload->>'session_id' FROM job WHERE task = :task").bindparams(
            task=service.END_IMPERSONATION
        )
    )
    assert waiting.all() == [str(session_id)]
    for _ in range(2):
        await end_impersonation(session, str(session_id))
    await drain()
    assert len(emails) == 1
    assert len(await entries(session, AccountAuditAction.IMPERSONATION_ENDED)) == 1
    assert acting.headers


async def test_whoever_acts_for_themselves_ends_nothing(ask: Ask, team: Team) -> None:
    answer = await ask(team.owner, "DELETE", "/me/impersonation")
    assert code(answer) == (404, "not_found")
    assert (await ask(team.owner, "GET", "/me")).status_code == 200


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE auth_session SET revoked_at = now() WHERE user_id = :staff",
        "UPDATE auth_session SET expires_at = now() WHERE user_id = :staff",
        'UPDATE "user" SET is_active = false WHERE id = :staff',
        "DELETE FROM staff_role WHERE user_id = :staff",
        "UPDATE role SET permissions = array_remove(permissions, 'users:impersonate')",
        'UPDATE "user" SET is_active = false WHERE id = :customer',
    ],
)
async def test_it_ends_with_the_right_to_it(
    ask: Ask, session: AsyncSession, acting: Customer, ending: str
) -> None:
    assert (await ask(acting, "GET", "/me")).status_code == 200
    who = {"staff": await _staff_id(session), "customer": acting.user.id}
    named = {name: value for name, value in who.items() if f":{name}" in ending}
    await session.execute(text(ending), named)
    assert (await ask(acting, "GET", "/me")).status_code == 401


async def test_staff_are_nobodys_costume(
    client: AsyncClient,
    app: FastAPI,
    session: AsyncSession,
    settings: Settings,
    staff: dict[str, str],
    team: Team,
) -> None:
    await make_staff(session, settings, BuiltInRole.SUPPORT)
    support = (await session.scalars(select(User).where(col(User.name) == "Support"))).one()
    answer = await _begin(client, app, staff, Customer(support, team.account, {}))
    assert code(answer) == (403, "staff_not_impersonated")


async def test_only_active_members_of_the_account_are_acted_as(
    client: AsyncClient,
    app: FastAPI,
    session: AsyncSession,
    settings: Settings,
    staff: dict[str, str],
    team: Team,
) -> None:
    stranger = await make_customer(session, settings)
    elsewhere = Customer(stranger.user, team.account, {})
    assert code(await _begin(client, app, staff, elsewhere)) == (404, "not_found")
    gone = str(new_id())
    assert code(await _begin(client, app, staff, team.owner, account_id=gone))[0] == 404
    team.billing.user.is_active = False
    await session.flush()
    assert code(await _begin(client, app, staff, team.billing)) == (404, "not_found")
    assert await entries(session, AccountAuditAction.IMPERSONATION_BEGUN) == []


async def test_a_reason_and_a_fresh_proof_are_asked_for(
    client: AsyncClient, app: FastAPI, session: AsyncSession, staff: dict[str, str], team: Team
) -> None:
    assert (await _begin(client, app, staff, team.owner, reason="   x ")).status_code == 422
    await prove(session, await _staff_id(session), clock.now() - timedelta(minutes=6))
    answer = await _begin(client, app, staff, team.owner)
    assert code(answer) == (403, "step_up_required")


async def test_only_staff_with_the_permission_act_as_customers(
    client: AsyncClient, app: FastAPI, session: AsyncSession, settings: Settings, team: Team
) -> None:
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    for headers in (support, team.owner.headers):
        answer = await _begin(client, app, headers, team.technical)
        assert code(answer) == (403, "forbidden")
