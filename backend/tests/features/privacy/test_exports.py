"""A copy of one's data: asked for, mailed as a link, fetched, gone."""

import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import MemberRole
from app.core import clock, json
from app.core.settings import Settings
from app.dao.invariant import offenders
from app.events.models import AuditRecord
from app.events.outbox import publish
from app.events.privacy import DataExportReady
from app.features.notifications.models import Mail, MailState
from app.features.privacy import service, tasks
from app.features.privacy.audit import AuditAction
from app.features.privacy.models import DataExport, ExportState
from app.features.privacy.service import exporting
from app.features.users.models import AuthSession, Passkey, SignIn, SignInMethod, SignInOutcome
from app.manifest import export_sections, invariants
from tests.factories.accounts import make_customer, make_member, prove
from tests.factories.billing import make_subscription
from tests.factories.notifications import tell
from tests.factories.users import make_user
from tests.features.privacy.conftest import Drain, Person, files, link_in


def _opened(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in names}


async def _only(session: AsyncSession) -> DataExport:
    found = await session.scalars(select(DataExport).execution_options(populate_existing=True))
    return found.one()


async def test_an_export_is_sent_as_a_link_by_email(
    vera: Person, client: AsyncClient, drain: Drain, emails: list[EmailMessage]
) -> None:
    asked = await vera.ask("POST", "/me/exports")
    assert (asked.status_code, asked.json()["state"]) == (202, "pending")
    await drain()
    listed = (await vera.ask("GET", "/me/exports")).json()
    assert [(one["id"], one["state"]) for one in listed["items"]] == [(asked.json()["id"], "ready")]
    assert [email["To"] for email in emails] == [vera.customer.user.email]
    answer = await client.get(link_in(emails[0]))
    assert answer.status_code == 200
    assert len(answer.content) == listed["items"][0]["bytes"]
    headers = ("content-type", "content-disposition", "cache-control", "x-content-type-options")
    assert [answer.headers[name] for name in headers] == [
        *("application/zip", 'attachment; filename="export.zip"', "no-store", "nosniff")
    ]
    found = _opened(answer.content)
    assert found.keys() == export_sections().keys()
    assert found["profile"][0]["email"] == vera.customer.user.email
    assert [one["name"] for one in found["accounts"]] == ["Vera's shop"]
    assert [one["action"] for one in found["audit"]] == [AuditAction.DATA_EXPORTED]


async def test_an_export_holds_all_data_of_the_person_and_of_nobody_else(
    vera: Person,
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    me = vera.customer
    sold = await make_subscription(session, me.account_id, balance=700)
    other = await make_customer(session, settings, name="Another's firm")
    await make_subscription(session, other.account_id)
    await make_member(session, settings, me.account, MemberRole.READ_ONLY)
    staff = await make_user(session, name="Somebody of the staff")
    now = clock.now()
    session.add_all(
        [
            AuthSession(
                user_id=me.user.id,
                ip="203.0.113.77",
                user_agent="staff's browser",
                created_at=now,
                last_used_at=now,
                expires_at=now,
                impersonator_id=staff.id,
            ),
            SignIn(
                user_id=me.user.id,
                at=now,
                ip="192.0.2.7",
                user_agent="firefox",
                method=SignInMethod.PASSWORD,
                outcome=SignInOutcome.SUCCEEDED,
            ),
            Passkey(
                user_id=me.user.id,
                credential_id=b"credential",
                public_key=b"key",
                sign_count=1,
                transports=[],
                name="Laptop",
                backed_up=False,
                created_at=now,
            ),
        ]
    )
    await session.flush()
    await vera.ask("POST", "/me/exports")
    await drain()
    content = (await client.get(link_in(emails[-1]))).content
    found = _opened(content)
    assert [one["id"] for one in found["subscriptions"]] == [str(sold.id)]
    [invoice] = found["invoices"]
    assert invoice["id"] == str(sold.invoice_id)
    assert sum(line["amount"] for line in invoice["lines"]) == invoice["total"]
    assert sum(one["amount"] for one in found["ledger"]) == 700
    assert [one["outcome"] for one in found["sign_ins"]] == ["succeeded"]
    assert [one["name"] for one in found["passkeys"]] == ["Laptop"]
    assert [one["role"] for one in found["memberships"]] == ["owner"]
    assert len(found["sessions"]) == 1
    whole = json.dumps(found).decode()
    for foreign in (other.account_id, "Another's firm", "203.0.113.77", "staff's browser"):
        assert str(foreign) not in whole
    for secret in (me.user.hashed_password, "digest", "hashed", "public_key"):
        assert secret not in whole


async def test_only_one_export_is_pending_at_a_time(vera: Person, session: AsyncSession) -> None:
    first = await vera.ask("POST", "/me/exports", key="one-and-the-same")
    again = await vera.ask("POST", "/me/exports", key="one-and-the-same")
    assert again.json() == first.json()
    refused = await vera.ask("POST", "/me/exports")
    assert (refused.status_code, refused.json()["code"]) == (409, "export_pending")
    entries = await session.scalars(
        select(AuditRecord).where(col(AuditRecord.action) == AuditAction.DATA_EXPORTED)
    )
    assert [entry.target_id for entry in entries] == [vera.customer.user.id]
    for rule in invariants("privacy"):
        assert await offenders(session, rule) == []


async def test_an_export_requires_recent_authentication(
    vera: Person, session: AsyncSession
) -> None:
    await prove(session, vera.customer.user.id, clock.now() - timedelta(hours=1))
    refused = await vera.ask("POST", "/me/exports")
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")


async def test_a_newer_export_replaces_an_older(
    vera: Person, client: AsyncClient, drain: Drain, emails: list[EmailMessage], folder: Path
) -> None:
    for _ in range(2):
        await vera.ask("POST", "/me/exports")
        await drain()
    old, new = map(link_in, emails)
    assert [(await client.get(link)).status_code for link in (old, new)] == [404, 200]
    assert len(files(folder)) == 1
    states = [one["state"] for one in (await vera.ask("GET", "/me/exports")).json()["items"]]
    assert states == ["ready", "expired"]


async def test_link_and_file_expire_after_two_days(
    vera: Person,
    client: AsyncClient,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
    folder: Path,
) -> None:
    await vera.ask("POST", "/me/exports")
    await drain()
    link = link_in(emails[0])
    await tasks.expire(session)
    assert (await client.get(link)).status_code == 200
    with clock.freeze(clock.now() + timedelta(hours=48, seconds=1)):
        assert (await client.get(link)).status_code == 404
        await tasks.expire(session)
    await session.commit()
    await drain()
    assert files(folder) == []
    assert (await _only(session)).state is ExportState.EXPIRED


async def test_a_stuck_export_expires(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    await vera.ask("POST", "/me/exports")
    with clock.freeze(clock.now() + timedelta(hours=25)):
        await tasks.expire(session)
    await session.commit()
    await drain()
    assert (emails, (await _only(session)).state) == ([], ExportState.EXPIRED)
    assert (await vera.ask("POST", "/me/exports")).status_code == 202


async def test_a_retry_replaces_the_bytes_of_a_failed_attempt(
    vera: Person,
    client: AsyncClient,
    session: AsyncSession,
    drain: Drain,
    folder: Path,
    emails: list[EmailMessage],
) -> None:
    await vera.ask("POST", "/me/exports")
    name = (await _only(session)).file
    left = folder / "exports" / name[:2] / name
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    await drain()
    assert _opened((await client.get(link_in(emails[0]))).content)["profile"]


async def test_a_retry_completes_an_export_that_failed_after_its_file(
    vera: Person,
    client: AsyncClient,
    drain: Drain,
    folder: Path,
    emails: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[int] = []

    async def die_once(*arguments: Any, **more: Any) -> None:
        left.append(len(files(folder)))
        if len(left) == 1:
            raise ConnectionResetError
        await publish(*arguments, **more)

    monkeypatch.setattr(exporting, "publish", die_once)
    await vera.ask("POST", "/me/exports")
    await drain()
    assert left == [1, 1]
    assert _opened((await client.get(link_in(emails[0]))).content)["profile"]
    assert (len(files(folder)), len(emails)) == (1, 1)


async def test_a_retry_completes_an_export_that_failed_while_writing(
    vera: Person,
    client: AsyncClient,
    drain: Drain,
    folder: Path,
    emails: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, tries = exporting._chunks, 0

    async def half(packed: IO[bytes]) -> AsyncIterator[bytes]:
        nonlocal tries
        tries += 1
        async for chunk in whole(packed):
            yield chunk[: len(chunk) // 2] if tries == 1 else chunk
        if tries == 1:
            raise ConnectionResetError

    monkeypatch.setattr(exporting, "_chunks", half)
    await vera.ask("POST", "/me/exports")
    await drain()
    assert tries == 2
    assert _opened((await client.get(link_in(emails[0]))).content)["profile"]
    assert len(files(folder)) == 1


async def test_a_cancelled_export_leaves_no_file(
    vera: Person, session: AsyncSession, drain: Drain, folder: Path, emails: list[EmailMessage]
) -> None:
    await vera.ask("POST", "/me/exports")
    export = await _only(session)
    collected = await service.collect_export(session, export.id)
    assert collected is not None
    await exporting.end_exports(session, export.user_id)
    await session.commit()
    await drain()
    stored = await service.write_export(collected)
    assert len(files(folder)) == 1
    await service.finish_export(session, collected, stored)
    await session.commit()
    await drain()
    assert (files(folder), emails, (await _only(session)).state) == ([], [], ExportState.EXPIRED)


async def test_a_link_is_issued_once_and_ends_with_the_user(
    vera: Person,
    client: AsyncClient,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    await vera.ask("POST", "/me/exports")
    await drain()
    export = await _only(session)
    assert await service.issue_export(session, export.id) is None
    assert (await client.get("/privacy/exports/hwx_nobody-made-this")).status_code == 404
    vera.customer.user.is_active = False
    await session.flush()
    await session.commit()
    assert (await client.get(link_in(emails[0]))).status_code == 404


async def test_an_email_whose_link_is_dead_is_not_sent(
    vera: Person,
    session: AsyncSession,
    emails: list[EmailMessage],
    drain: Drain,
) -> None:
    await vera.ask("POST", "/me/exports")
    export = await _only(session)
    collected = await service.collect_export(session, export.id)
    assert collected is not None
    await service.finish_export(session, collected, await service.write_export(collected))
    await tell(session, DataExportReady(export_id=export.id), None)
    written = (await session.scalars(select(Mail))).one()
    assert written.state is MailState.PENDING
    export.state = ExportState.EXPIRED
    await session.commit()
    await drain()
    await session.refresh(written)
    assert (emails, written.state, written.sealed) == ([], MailState.FAILED, None)


async def test_exports_of_others_are_not_listed(
    vera: Person, session: AsyncSession, settings: Settings
) -> None:
    await vera.ask("POST", "/me/exports")
    other = await make_customer(session, settings)
    stranger = Person(vera.client, vera.app, other)
    assert (await stranger.ask("GET", "/me/exports")).json()["total"] == 0


@pytest.mark.parametrize("field", ["digest", "sealed", "hashed", "public_key", "secret"])
def test_no_section_names_a_secret(field: str) -> None:
    named = [
        f"{name}.{column}"
        for name, rows in export_sections().items()
        for column in rows.selected_columns.keys()  # noqa: SIM118  no dictionary
        if field in column
    ]
    assert named == []
