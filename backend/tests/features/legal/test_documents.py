"""Documents are drafts first, then versions that never change."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.events.models import AuditRecord, EventRow
from app.features.legal.models import LegalDocument
from tests.features.legal.conftest import TEXT, Writer

INDEX = "/public/legal-documents"


async def test_from_a_draft_to_the_public(writer: Writer, client: AsyncClient) -> None:
    draft = (await writer.begin()).json()
    assert (draft["state"], draft["number"]) == ("draft", None)
    assert (await client.get(INDEX)).json() == {"items": []}
    saved = await writer.save(draft, body=TEXT | {"en": "# New\n\n<b>x</b>"})
    assert saved.json()["html"]["en"] == "<h2>New</h2>\n<p>&lt;b&gt;x&lt;/b&gt;</p>\n"
    published = (await writer.publish(saved.json())).json()
    assert (published["state"], published["number"]) == ("current", 1)
    assert published["allowed_actions"] == []
    (terms,) = (await client.get(INDEX)).json()["items"]
    assert terms["kind"] == "terms"
    assert terms["current"]["number"] == 1
    shown = (await client.get(f"{INDEX}/terms/versions/1")).json()
    assert shown["html"]["ru"].startswith("<h2>Условия</h2>")
    assert (await client.get(f"{INDEX}/terms/versions/2")).status_code == 404


async def test_a_later_version_waits_for_its_date(writer: Writer, client: AsyncClient) -> None:
    await writer.published()
    tomorrow = clock.now() + timedelta(days=1)
    second = await writer.published(effective_at=tomorrow)
    assert (second["state"], second["number"]) == ("scheduled", 2)
    (terms,) = (await client.get(INDEX)).json()["items"]
    assert terms["current"]["number"] == 1
    assert [one["number"] for one in terms["versions"]] == [2, 1]
    third = (await writer.begin()).json()
    early = await writer.publish(third)
    assert (early.status_code, early.json()["code"]) == (422, "legal_date_before_last")


async def test_a_new_draft_goes_on_from_the_newest_version(writer: Writer) -> None:
    await writer.published()
    draft = (await writer.begin(body=None)).json()
    assert draft["body"] == TEXT


async def test_one_draft_of_each_document(writer: Writer) -> None:
    await writer.begin()
    again = await writer.begin()
    assert (again.status_code, again.json()["code"]) == (409, "legal_draft_exists")
    assert (await writer.begin("privacy")).status_code == 201


async def test_every_language_has_a_text_before_it_is_public(writer: Writer) -> None:
    draft = (await writer.begin(body={"ru": "Текст", "en": ""})).json()
    refused = await writer.publish(draft)
    assert (refused.status_code, refused.json()["code"]) == (422, "legal_text_missing")
    assert refused.json()["params"] == {"locale": "en"}


async def test_nothing_takes_effect_in_the_past(writer: Writer) -> None:
    draft = (await writer.begin()).json()
    refused = await writer.publish(draft, clock.now() - timedelta(hours=1))
    assert refused.json()["code"] == "legal_date_before_last"


async def test_what_is_published_stays(writer: Writer, session: AsyncSession) -> None:
    published = await writer.published()
    path = f"/admin/legal-documents/{published['id']}"
    for refused in (
        await writer.save(published),
        await writer.publish(published),
        await writer.client.delete(path, headers=writer.headers),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "legal_document_published")
    with pytest.raises(DBAPIError, match="legal_document_fixed"):
        await session.execute(update(LegalDocument).values(body={"ru": "", "en": ""}))


async def test_nobody_writes_over_what_they_have_not_seen(writer: Writer) -> None:
    draft = (await writer.begin()).json()
    assert (await writer.save(draft, requires_consent=False)).status_code == 200
    stale = await writer.save(draft, body=TEXT)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")


async def test_a_draft_can_be_thrown_away(writer: Writer) -> None:
    draft = (await writer.begin()).json()
    path = f"/admin/legal-documents/{draft['id']}"
    assert (await writer.client.delete(path, headers=writer.headers)).status_code == 204
    assert (await writer.client.get(path, headers=writer.headers)).status_code == 404


async def test_the_list_says_what_may_be_done(writer: Writer) -> None:
    await writer.published()
    await writer.begin("privacy")
    path = "/admin/legal-documents"
    page = (await writer.client.get(path, headers=writer.headers)).json()
    assert [(one["kind"], one["state"]) for one in page["items"]] == [
        ("privacy", "draft"),
        ("terms", "current"),
    ]
    assert page["items"][0]["allowed_actions"] == ["update", "publish", "delete"]
    drafts = await writer.client.get(f"{path}?state=draft&kind=privacy", headers=writer.headers)
    assert drafts.json()["total"] == 1


async def test_acts_are_audited_and_told(writer: Writer, session: AsyncSession) -> None:
    draft = (await writer.begin()).json()
    unchanged = await writer.save(draft)
    await writer.publish(unchanged.json())
    entries = await session.scalars(
        select(AuditRecord)
        .where(col(AuditRecord.action).startswith("legal_document."))
        .order_by(col(AuditRecord.id))
    )
    found = entries.all()
    assert [one.action for one in found] == [
        "legal_document.draft_saved",
        "legal_document.published",
    ]
    assert found[1].target_id == UUID(draft["id"])
    assert found[1].changes["number"] == 1
    told = await session.scalars(
        select(EventRow.type).where(col(EventRow.type).startswith("legal_document."))
    )
    assert sorted(told) == ["legal_document.draft_changed", "legal_document.published"]
