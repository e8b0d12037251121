"""A member narrowed to single services: what every read of a customer's shows them."""

from dataclasses import dataclass

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.core.settings import Settings
from app.events.billing import InvoiceIssued
from app.events.deployments import ServiceActivated
from app.manifest import service_permissions
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.notifications import Sale, invoice_event, make_sale, service_event, tell
from tests.features.accounts.conftest import Ask, Team


@dataclass(frozen=True)
class View:
    """Somebody who sees one service of two."""

    member: Customer
    seen: Sale
    hidden: Sale


@pytest.fixture(params=[MemberRole.TECHNICAL, MemberRole.READ_ONLY])
async def view(
    request: pytest.FixtureRequest, session: AsyncSession, settings: Settings, team: Team
) -> View:
    seen, hidden = [await make_sale(session, team.account.id, hostname=name) for name in "ab"]
    member = await make_member(
        session, settings, team.account, request.param, services=[seen.service.id]
    )
    return View(member, seen, hidden)


async def test_me_tells_the_services(ask: Ask, view: View) -> None:
    me = (await ask(view.member, "GET", "/me")).json()
    assert me["services"] == [str(view.seen.service.id)]
    assert set(me["permissions"]) <= service_permissions()


async def test_nothing_of_the_account_as_a_whole_is_shown(ask: Ask, view: View) -> None:
    for path in (
        *("/orders", "/invoices", "/payments", "/balance", "/balance/entries", "/subscriptions"),
        *("/billing/summary", "/members", "/invitations", "/tokens", "/account"),
        f"/orders/{view.seen.order.id}",
        f"/invoices/{view.seen.invoice.id}",
    ):
        assert (await ask(view.member, "GET", path)).status_code == 403


async def test_of_services_only_the_own_ones(ask: Ask, view: View) -> None:
    listed = (await ask(view.member, "GET", "/services")).json()
    assert [one["hostname"] for one in listed["items"]] == ["a"]
    for path in ("", "/metrics", "/checks", "/operations"):
        seen = await ask(view.member, "GET", f"/services/{view.seen.service.id}{path}")
        assert seen.status_code == 200
        hidden = await ask(view.member, "GET", f"/services/{view.hidden.service.id}{path}")
        assert hidden.status_code == 404 or hidden.json()["items"] == []


async def test_the_first_page_counts_the_own_ones(ask: Ask, view: View, team: Team) -> None:
    mine = (await ask(view.member, "GET", "/me/summary")).json()
    assert mine["services"] == {"total": 1, "active": 1, "attention": 0}
    assert (mine["unpaid_invoices"], mine["unpaid_total"], mine["balance"]) == (0, None, None)
    whole = (await ask(team.owner, "GET", "/me/summary")).json()
    assert (whole["services"]["total"], whole["unpaid_invoices"]) == (2, 2)


async def test_the_bell_rings_for_the_own_ones(
    ask: Ask, session: AsyncSession, view: View, team: Team
) -> None:
    address = "http://127.0.0.1:21000"
    for sale in (view.seen, view.hidden):
        event = service_event(ServiceActivated, sale, address=address)
        await tell(session, event, team.account.id)
    await tell(session, invoice_event(InvoiceIssued, view.seen), team.account.id)
    listed = (await ask(view.member, "GET", "/notifications")).json()["items"]
    assert [one["service_id"] for one in listed] == [str(view.seen.service.id)]
    unread = await ask(view.member, "GET", "/notifications/summary")
    assert unread.json() == {"unread": 1}
    assert (await ask(team.owner, "GET", "/notifications/summary")).json() == {"unread": 3}
    await ask(view.member, "POST", "/notifications/actions/read-all")
    assert (await ask(view.member, "GET", "/notifications/summary")).json() == {"unread": 0}


async def test_another_accounts_service_is_in_nobodys_reach(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team
) -> None:
    elsewhere = await make_customer(session, settings, name="Elsewhere")
    foreign = await make_sale(session, elsewhere.account_id)
    member = await make_member(
        session, settings, team.account, MemberRole.TECHNICAL, services=[foreign.service.id]
    )
    assert (await ask(member, "GET", "/services")).json()["items"] == []
    answer = await ask(member, "GET", f"/services/{foreign.service.id}/metrics")
    assert answer.status_code == 404
