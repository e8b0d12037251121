"""Use cases of the audit: read, taken away as a table, sealed every minute, kept for years."""

import csv
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock, json
from app.core.settings import get_settings
from app.dao.query import FilterQuery
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.dao.seal import SealDAO, Stream
from app.dao.session import Reads
from app.events.audit import AuditEntry, record
from app.features.audit.audit import AuditAction
from app.features.audit.dao import AUDIT_STREAM, STREAMS, admin_audit, own_audit
from app.features.audit.schemas import (
    AdminAuditExportQuery,
    AdminAuditQuery,
    AuditExportQuery,
    AuditQuery,
)
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings

MAX_EXPORTED = 100_000
_CHUNK = 1_000
_HEAD = (
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "actor_name",
    "impersonator_name",
    "account_id",
    "account_name",
    "target_type",
    "target_id",
    "changes",
    "reason",
    "ip",
    "request_id",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


async def page_audit(reads: Reads, principal: Principal, query: AuditQuery) -> bytes:
    """Return a page of what was done to the caller's account, as `PageRead[AuditRead]`."""
    return await own_audit().page(reads, query, principal.scope())


async def page_all_audit(reads: Reads, query: AdminAuditQuery) -> bytes:
    """Return a page of what was done to anybody, as `PageRead[AdminAuditRead]`."""
    return await admin_audit().page(reads, query, Scope.all())


async def export_audit(
    session: AsyncSession, reads: Reads, principal: Principal, query: AuditExportQuery
) -> AsyncIterator[bytes]:
    """Note that the account's audit is taken away, and return it as CSV, chunk by chunk."""
    await _note(session, query, principal.account)
    return _table(reads, own_audit(), query, principal.scope())


async def export_all_audit(
    session: AsyncSession, reads: Reads, query: AdminAuditExportQuery
) -> AsyncIterator[bytes]:
    """Note that everybody's audit is taken away, and return it as CSV, chunk by chunk."""
    await _note(session, query, None)
    return _table(reads, admin_audit(), query, Scope.all())


async def _note(session: AsyncSession, query: FilterQuery, account_id: UUID | None) -> None:
    filters = query.model_dump(mode="json", exclude_defaults=True)
    await record(
        session, AuditEntry(AuditAction.AUDIT_EXPORTED, account_id, changes={"filters": filters})
    )


async def _table(
    reads: Reads, source: JsonQuery, query: FilterQuery, scope: Scope
) -> AsyncIterator[bytes]:
    """Yield the head and the rows, the newest first, at most `MAX_EXPORTED` of them."""
    yield _lines([_HEAD])
    left = MAX_EXPORTED
    async for rows in source.chunks(reads, query, scope, sort=["-at"], size=_CHUNK):
        yield _lines([_cells(row) for row in rows])
        left -= len(rows)
        if left <= 0:
            return


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    actor, impersonator, target = row["actor"], row["impersonator"] or {}, row["target"] or {}
    account = row.get("account") or {}
    return (
        row["at"],
        row["action"],
        actor["kind"],
        actor["id"],
        actor["name"],
        impersonator.get("name"),
        account.get("id"),
        account.get("name"),
        target.get("type"),
        target.get("id"),
        json.dumps(row["changes"]).decode(),
        row["reason"],
        row["ip"],
        row["request_id"],
    )


def _lines(rows: list[tuple[Any, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([map(_cell, row) for row in rows])
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _seals(session: AsyncSession, stream: Stream) -> SealDAO:
    return SealDAO(session, stream, get_settings().secret_key.get_secret_value())


async def seal(session: AsyncSession) -> None:
    """Seal what is certain by now of every stream; the log keeps the digests elsewhere."""
    for stream in STREAMS:
        made = await _seals(session, stream).advance()
        if made is not None:
            logger.info("{} sealed up to {}: {}", stream.name, made.last, made.digest)


async def broken_seals(session: AsyncSession) -> list[str]:
    """Recompute every seal and return what does not agree, in words."""
    return [fault for stream in STREAMS async for fault in _seals(session, stream).broken()]


async def prune(session: AsyncSession) -> None:
    """Delete what is sealed and older than the settings keep it, and record that."""
    before = clock.now() - timedelta(
        days=(await settings.values(session, RetentionSettings)).audit_days
    )
    pruned = await _seals(session, AUDIT_STREAM).prune(before)
    if pruned is not None:
        changes = {"through": pruned.last, "rows": pruned.rows}
        await record(session, AuditEntry(AuditAction.AUDIT_PRUNED, changes=changes))
