"""Who accepted what: at registration, again when asked, and how it is forgotten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.core.settings import Settings
from app.dao.export import PERSON
from app.events.models import AuditRecord, EventRow
from app.features.legal import service, tasks
from app.features.legal.dao import EXPORT
from app.features.legal.models import LegalConsent
from app.features.users.models import User
from app.manifest import ErasedPerson
from tests.factories.users import PASSWORD
from tests.features.legal.conftest import Writer
from tests.features.users.person import Person, make_person

FORM = {"email": "vera@example.com", "password": PASSWORD, "name": "Vera", "locale": "ru"}


async def _customer(client: AsyncClient, session: AsyncSession, settings: Settings) -> Person:
    return await make_person(client, session, settings, email="vera@example.com")


async def _consents(client: AsyncClient, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/me/consents", headers=person.headers)).json()
    return found


async def _accept(client: AsyncClient, person: Person, *ids: str) -> Any:
    return await client.post(
        "/me/consents", json={"document_ids": list(ids)}, headers=person.headers
    )


async def test_nobody_is_asked_where_nothing_is_published(
    client: AsyncClient, session: AsyncSession
) -> None:
    assert (await client.post("/auth/register", json=FORM)).status_code == 202
    assert (await session.scalars(select(LegalConsent))).all() == []


async def test_registration_accepts_every_document_in_force(
    writer: Writer, client: AsyncClient, session: AsyncSession
) -> None:
    terms, privacy = await writer.published(), await writer.published("privacy")
    ids = [terms["id"], privacy["id"]]
    for accepted, missing in (([], ["privacy", "terms"]), (ids[:1], ["privacy"])):
        refused = await client.post("/auth/register", json=FORM | {"accepted_documents": accepted})
        assert (refused.status_code, refused.json()["code"]) == (422, "consent_required")
        assert refused.json()["params"] == {"kinds": missing}
    done = await client.post("/auth/register", json=FORM | {"accepted_documents": ids})
    assert done.status_code == 202
    vera = (await session.scalars(select(User).where(col(User.email) == FORM["email"]))).one()
    rows = (await session.scalars(select(LegalConsent))).all()
    assert {(row.user_id, str(row.document_id)) for row in rows} == {(vera.id, one) for one in ids}
    assert all(row.ip for row in rows)
    entry = (
        await session.scalars(select(AuditRecord).where(col(AuditRecord.action) == "consent.given"))
    ).one()
    assert entry.target_id == vera.id
    assert sorted(entry.changes["documents"]) == sorted(ids)


async def test_a_known_address_gives_no_consent_by_another_hand(
    writer: Writer, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    await _customer(client, session, settings)
    terms = await writer.published()
    form = FORM | {"accepted_documents": [terms["id"]]}
    assert (await client.post("/auth/register", json=form)).status_code == 202
    assert (await session.scalars(select(LegalConsent))).all() == []
    told = select(EventRow).where(col(EventRow.type) == "consent.given")
    assert (await session.scalars(told)).all() == []


async def test_an_outdated_version_is_not_the_one_in_force(
    writer: Writer, client: AsyncClient
) -> None:
    first = await writer.published()
    await writer.published()
    refused = await client.post("/auth/register", json=FORM | {"accepted_documents": [first["id"]]})
    assert refused.json()["code"] == "consent_required"


async def test_people_are_asked_again_only_when_a_version_requires_it(
    writer: Writer, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    vera = await _customer(client, session, settings)
    first = await writer.published()
    assert [one["number"] for one in (await _consents(client, vera))["pending"]] == [1]
    given = await _accept(client, vera, first["id"])
    assert given.status_code == 201
    assert given.json()["pending"] == []
    assert [one["number"] for one in given.json()["accepted"]] == [1]
    await writer.published(requires_consent=False)
    assert (await _consents(client, vera))["pending"] == []
    await writer.published(effective_at=clock.now() + timedelta(days=1))
    assert (await _consents(client, vera))["pending"] == []


async def test_a_version_that_requires_consent_is_asked_for_through_later_ones(
    writer: Writer, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    vera = await _customer(client, session, settings)
    first = await writer.published()
    await _accept(client, vera, first["id"])
    await writer.published()
    third = await writer.published(requires_consent=False)
    assert [one["id"] for one in (await _consents(client, vera))["pending"]] == [third["id"]]
    old = await _accept(client, vera, first["id"])
    assert (old.status_code, old.json()["code"]) == (422, "consent_required")
    assert (await _accept(client, vera, third["id"])).json()["pending"] == []


async def test_accepting_twice_is_accepting_once(
    writer: Writer, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    vera = await _customer(client, session, settings)
    terms = await writer.published()
    for _ in range(2):
        assert (await _accept(client, vera, terms["id"])).status_code == 201
    assert len((await session.scalars(select(LegalConsent))).all()) == 1
    given = select(EventRow).where(col(EventRow.type) == "consent.given")
    assert len((await session.scalars(given)).all()) == 1


async def test_addresses_are_forgotten_when_the_log_forgets_them(
    writer: Writer, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    vera = await _customer(client, session, settings)
    terms = await writer.published()
    await _accept(client, vera, terms["id"])
    await service.purge_addresses(session)
    row = (await session.scalars(select(LegalConsent))).one()
    assert row.ip is not None
    row.accepted_at = clock.now() - timedelta(days=40_000)
    await session.flush()
    await service.purge_addresses(session)
    await session.refresh(row)
    assert row.ip is None
    assert tasks.purge_addresses is not None


async def test_an_export_tells_consents_and_erasing_removes_them(
    writer: Writer, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    vera = await _customer(client, session, settings)
    terms = await writer.published()
    await _accept(client, vera, terms["id"])
    user_id: UUID = vera.user.id
    (told,) = (await session.execute(EXPORT["consents"], {PERSON.key: user_id})).mappings().all()
    assert (told["document"], told["number"]) == ("terms", 1)
    await service.erase(session, ErasedPerson(user_id, FORM["email"], []))
    assert (await session.scalars(select(LegalConsent))).all() == []
