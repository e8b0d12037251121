"""Settings as their editors and everybody else see them."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import BuiltInRole
from app.core.settings import Settings, get_settings
from app.events.models import AuditRecord, EventRow
from app.features.roles import service as roles
from app.features.settings import service
from app.features.settings.models import SettingVersion
from tests.features.settings.conftest import Editor
from tests.features.users.person import make_person

SERVER: dict[str, Any] = {
    "host": "mail.hoster.example",
    "port": 587,
    "encryption": "starttls",
    "username": "panel",
}


async def test_a_change_is_a_version_and_counts_at_once(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    assert (await client.get("/public/config")).json()["company_name"] == "Hostwright"
    assert (await owner.read("company"))["version"] == 1
    changed = await owner.put("company", name="Маяк Хостинг", support_email="Help@Маяк.рф")
    assert changed.status_code == 200
    assert changed.headers["etag"] == '"2"'
    assert changed.json()["values"]["support_email"] == "Help@маяк.рф"
    shown = (await client.get("/public/config")).json()
    assert shown["company_name"] == "Маяк Хостинг"
    assert {"tax_id", "registration_number"} <= shown.keys()
    assert "bank_details" not in shown
    entry = (
        await session.scalars(
            select(AuditRecord).where(col(AuditRecord.action) == "settings.changed")
        )
    ).one()
    assert entry.changes["name"] == ["Hostwright", "Маяк Хостинг"]
    assert entry.changes.keys() == {"group", "name", "support_email"}
    told = await session.scalars(
        select(EventRow.payload).where(col(EventRow.type) == "settings.changed")
    )
    assert [one["group"] for one in told] == ["company"]


async def test_what_stays_as_it_is_makes_no_version(owner: Editor, session: AsyncSession) -> None:
    assert (await owner.put("company")).json()["version"] == 1
    assert (await session.scalars(select(SettingVersion))).all() == []


async def test_nobody_writes_over_what_they_have_not_seen(owner: Editor) -> None:
    await owner.put("company", name="First")
    stale = await owner.put("company", seen=1, name="Second")
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    blind = await owner.client.put(
        "/admin/settings/company", json={"name": "Third"}, headers=owner.headers
    )
    assert blind.status_code == 428
    assert (await owner.read("company"))["values"]["name"] == "First"


@pytest.mark.parametrize(
    ("group", "wrong"),
    [
        ("company", {"name": ""}),
        ("company", {"support_email": "nobody"}),
        ("company", {"slogan": "best"}),
        ("locale", {"time_zone": "Mars/Olympus"}),
        ("mail", {**SERVER, "port": 0}),
        ("mail", {**SERVER, "encryption": "ssl"}),
        ("mail", {**SERVER, "sender": "nobody"}),
        ("registration", {"rule": "maybe"}),
        ("registration", {"domains": ["not a domain"]}),
        ("retention", {"audit_days": 0}),
        ("retention", {"session_days": 366}),
        ("retention", {"mail_days": 0}),
        ("retention", {"notification_days": 29}),
        ("locale", {"currency": "eur"}),
        ("locale", {"country": "XX"}),
        ("locale", {"language": "fr"}),
    ],
)
async def test_nonsense_is_refused(owner: Editor, group: str, wrong: dict[str, Any]) -> None:
    assert (await owner.put(group, **wrong)).status_code == 422


async def test_the_mail_password_is_sealed_and_never_told(
    owner: Editor, session: AsyncSession
) -> None:
    changed = await owner.put("mail", **SERVER, password="tell-nobody")
    assert changed.json()["secrets"] == ["password"]
    assert "tell-nobody" not in changed.text
    row = (await session.scalars(select(SettingVersion))).one()
    assert b"tell-nobody" not in (row.sealed or b"")
    assert "tell-nobody" not in str(row.content)
    entry = (await session.scalars(select(AuditRecord))).one()
    assert "tell-nobody" not in str(entry.changes)
    server = await service.overlaid(session, get_settings())
    assert (server.smtp_host, server.smtp_tls) == ("mail.hoster.example", "starttls")
    assert server.smtp_password.get_secret_value() == "tell-nobody"


async def test_the_mail_password_stays_until_it_is_changed(
    owner: Editor, session: AsyncSession
) -> None:
    await owner.put("mail", **SERVER, password="tell-nobody")
    assert (await owner.put("mail", port=2525)).json()["secrets"] == ["password"]
    assert (await owner.put("mail", password="")).json()["secrets"] == []
    server = await service.overlaid(session, get_settings())
    assert server.smtp_password.get_secret_value() == ""


async def test_the_mail_password_follows_to_no_other_server(owner: Editor) -> None:
    await owner.put("mail", **SERVER, password="tell-nobody")
    moved = await owner.put("mail", host="elsewhere.example")
    assert moved.json()["secrets"] == []


async def test_a_password_is_never_sent_unencrypted(owner: Editor) -> None:
    refused = await owner.put("mail", **SERVER | {"encryption": "none"}, password="tell-nobody")
    assert (refused.status_code, refused.json()["code"]) == (422, "mail_credentials_without_tls")
    await owner.put("mail", **SERVER, password="tell-nobody")
    assert (await owner.put("mail", encryption="none")).json()["secrets"] == []


async def test_the_environment_wins_and_is_shown(
    owner: Editor, environment: pytest.MonkeyPatch, client: AsyncClient
) -> None:
    await owner.put("company", name="Stored")
    environment.setenv("COMPANY_NAME", "Given")
    get_settings.cache_clear()
    found = await owner.read("company")
    assert found["values"]["name"] == "Given"
    assert found["environment"] == {"name": "COMPANY_NAME"}
    refused = await owner.put("company", name="Other")
    assert (refused.status_code, refused.json()["code"]) == (409, "set_by_environment")
    assert (await owner.put("company", tax_id="7700000000")).status_code == 200
    assert (await client.get("/public/config")).json()["company_name"] == "Given"


async def test_a_server_from_the_environment_gets_no_password_from_here(
    owner: Editor, environment: pytest.MonkeyPatch, session: AsyncSession
) -> None:
    await owner.put("mail", **SERVER, password="tell-nobody")
    environment.setenv("SMTP_HOST", "other.example")
    get_settings.cache_clear()
    server = await service.overlaid(session, get_settings())
    assert (server.smtp_host, server.smtp_username) == ("other.example", "")
    assert server.smtp_password.get_secret_value() == ""
    fixed = (await owner.read("mail"))["environment"]
    assert set(fixed) == {"host", "port", "encryption", "username", "password"}


async def test_values_of_another_release_fall_back_to_the_default(
    owner: Editor, session: AsyncSession
) -> None:
    await owner.put("registration", rule="closed")
    row = (await session.scalars(select(SettingVersion))).one()
    row.content = {"rule": "lottery", "domains": ["hoster.example"], "gone": True}
    await session.flush()
    found = (await owner.read("registration"))["values"]
    assert found == {"rule": "open", "domains": ["hoster.example"]}


async def test_only_owners_and_administrators_see_settings(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    await roles.seed(session)
    seen = {}
    for role in BuiltInRole:
        person = await make_person(client, session, settings, email=f"{role}@example.com")
        await roles.assign(session, person.user.id, role)
        answer = await client.get("/admin/settings/mail", headers=person.headers)
        seen[role] = answer.status_code
    assert {role for role, code in seen.items() if code == 200} == {
        BuiltInRole.OWNER,
        BuiltInRole.ADMIN,
    }
    assert set(seen.values()) == {200, 403}
