"""The account as a party, and one person in several accounts."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.core import clock
from app.core.errors import UnauthenticatedError
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.accounts import service
from app.features.accounts.audit import AuditAction
from app.features.accounts.models import AccountMember
from app.features.accounts.schemas import AccountDetailRead, AccountPatch
from app.features.users import service as users
from tests.factories.accounts import Customer, join, make_account, make_customer, make_member
from tests.factories.users import make_session
from tests.features.accounts.conftest import Ask, Team, code, entries, member_id
from tests.one_transaction import OneTransaction

ADDRESS = {
    "country": "RU",
    "region": "Пермский край",
    "city": "Пермь",
    "postal_code": "614000",
    "line1": "ул. Ленина, 1",
    "line2": "",
}


async def test_the_account_is_what_the_schema_says(ask: Ask, team: Team) -> None:
    answer = await ask(team.technical, "GET", "/account")
    seen = AccountDetailRead.model_validate_json(answer.content)
    assert seen.model_dump(mode="json").keys() == answer.json().keys()
    assert (seen.id, seen.name, seen.legal_name) == (team.account.id, "Beacon", "")
    assert set(seen.address.model_dump().values()) == {""}


async def test_a_change_is_kept_and_written_down(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    changes = {
        "name": "Маяк",
        "legal_name": "Общество «Маяк»",
        "tax_id": "5904000000",
        "registration_number": "1025900000000",
        "address": ADDRESS,
        "locale": "ru",
        "time_zone": "Asia/Yekaterinburg",
    }
    answer = await ask(team.admin, "PATCH", "/account", changes)
    assert answer.status_code == 200
    assert changes.items() <= answer.json().items()
    assert (await ask(team.owner, "GET", "/account")).json() == answer.json()
    (entry,) = await entries(session, AuditAction.ACCOUNT_CHANGED)
    assert entry.changes["city"] == ["", "Пермь"]
    assert entry.changes["name"] == ["Beacon", "Маяк"]
    assert "line2" not in entry.changes


async def test_what_is_left_out_stays(ask: Ask, session: AsyncSession, team: Team) -> None:
    before = (await ask(team.owner, "GET", "/account")).json()
    same = await ask(team.owner, "PATCH", "/account", {"name": "Beacon"})
    assert (await ask(team.owner, "PATCH", "/account", {})).json() == before
    assert same.json() == before
    assert await entries(session, AuditAction.ACCOUNT_CHANGED) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"address": {"country": "Russia"}}, "address.country"),
        ({"address": {"planet": "Mars"}}, "address.planet"),
        ({"currency": "USD"}, "currency"),
        ({"name": ""}, "name"),
        ({"legal_name": None}, "legal_name"),
        ({"tax_id": "a\nb"}, "tax_id"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
async def test_a_change_that_cannot_be_made_names_the_field(
    ask: Ask, team: Team, body: dict[str, object], field: str
) -> None:
    answer = await ask(team.owner, "PATCH", "/account", body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_only_those_who_manage_change_the_account(ask: Ask, team: Team) -> None:
    refused = await ask(team.billing, "PATCH", "/account", {"name": "Mine"})
    assert code(refused) == (403, "forbidden")


async def _both(session: AsyncSession, settings: Settings) -> tuple[Customer, Customer]:
    """Return a person in their own account, and the owner of another one they belong to."""
    host = await make_customer(session, settings, name="Host")
    person = await make_customer(session, settings, name="Own")
    await join(session, host.account_id, person.user.id, MemberRole.BILLING)
    return person, host


async def test_one_person_switches_between_accounts(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    person, host = await _both(session, settings)
    before = (await client.get("/me", headers=person.headers)).json()
    assert (before["account"]["name"], len(before["accounts"])) == ("Own", 2)
    assert before["services"] is None
    assert before["impersonated_by"] is None
    body = {"account_id": str(host.account_id)}
    answer = await client.post("/me/account", json=body, headers=person.headers)
    assert answer.json()["account"]["name"] == "Host"
    assert "accounts:manage" not in answer.json()["permissions"]
    after = (await client.get("/me", headers=person.headers)).json()
    assert after == answer.json()
    assert (await client.get("/account", headers=person.headers)).json()["name"] == "Host"


async def test_nobody_switches_to_what_is_not_theirs(
    ask: Ask, session: AsyncSession, settings: Settings
) -> None:
    person, host = await _both(session, settings)
    foreign = await make_account(session)
    for who, account in ((person, foreign), (host, person.account)):
        answer = await ask(who, "POST", "/me/account", {"account_id": str(account.id)})
        assert code(answer) == (404, "not_found")
    assert (await ask(person, "GET", "/me")).json()["account"]["name"] == "Own"


async def test_a_switch_after_the_session_ended_is_refused(
    session: AsyncSession, settings: Settings, database: OneTransaction
) -> None:
    person, host = await _both(session, settings)
    live = await make_session(session, person.user.id)
    principal = await service.load_principal(database, live.id)
    assert principal is not None
    await users.end_session(session, live.id, "signed_out")
    with pytest.raises(UnauthenticatedError):
        await service.choose_account(session, principal, host.account_id)


async def test_an_account_that_ended_is_not_acted_for(
    ask: Ask, session: AsyncSession, settings: Settings
) -> None:
    person, host = await _both(session, settings)
    await ask(person, "POST", "/me/account", {"account_id": str(host.account_id)})
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        there = Customer(person.user, host.account, person.headers)
        row = await session.get(AccountMember, await member_id(session, there))
        assert row is not None
        row.expires_at = clock.now()
        await session.flush()
        me = (await ask(person, "GET", "/me")).json()
        assert (me["account"], me["permissions"]) == (None, [])
        own = {"account_id": str(person.account_id)}
        assert (await ask(person, "POST", "/me/account", own)).status_code == 200


def test_a_patch_of_the_account_names_no_defaults() -> None:
    fields = AccountPatch.model_json_schema()["properties"].values()
    assert not [field for field in fields if "default" in field]


async def test_an_accounts_mail_goes_to_its_owner_and_billing_members(
    session: AsyncSession, settings: Settings
) -> None:
    account = await make_account(session)
    billing = await make_member(session, settings, account, MemberRole.BILLING)
    gone = await make_member(session, settings, account, MemberRole.BILLING)
    await make_member(session, settings, account, MemberRole.TECHNICAL)
    await make_account(session, name="Foreign")
    gone.user.is_active = False
    await session.flush()
    owner = (await service.account_snapshot(session, account.id)).owner_email
    found = await service.contacts(session, account.id)
    assert [one.email for one in found] == [owner, billing.user.email]
    assert await service.contacts(session, new_id()) == []


async def test_an_account_changed_meanwhile_is_not_written_over(
    client: AsyncClient, team: Team, ask: Ask
) -> None:
    seen = (await ask(team.owner, "GET", "/account")).headers["etag"]
    assert (await ask(team.admin, "PATCH", "/account", {"name": "Lighthouse"})).status_code == 200
    headers = team.owner.headers | {"if-match": seen}
    answer = await client.patch("/account", json={"name": "Beacon"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert (await ask(team.owner, "GET", "/account")).json()["name"] == "Lighthouse"
