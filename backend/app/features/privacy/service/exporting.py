"""A copy of what is known about a person: a ZIP of JSON files, fetched by a mailed link.

The file has a name before it is written, so that none is ever forgotten in the store, and it is
written between two transactions: a job that died half-way writes it anew. A newer export takes the
place of an older one.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.celery.enqueue import enqueue
from app.core import clock, json
from app.core.crypto import digest, new_token
from app.core.errors import NotFoundError
from app.dao.scope import Scope
from app.dao.session import Reads, UnitsOfWork
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.privacy import DataExportReady
from app.features.files import service as files
from app.features.files.schemas import FilePurpose, OpenedFile, StoredBytes
from app.features.privacy.audit import AuditAction
from app.features.privacy.dao.exports import EXPORTS, DataExportDAO
from app.features.privacy.dao.sections import SectionDAO
from app.features.privacy.models import DataExport, ExportState
from app.features.privacy.schemas import CollectedExport, ExportLetter, ExportQuery, ExportRead
from app.manifest import export_sections

EXPORT = "privacy.export"
VALID_FOR = timedelta(hours=48)
STUCK_AFTER = timedelta(hours=24)
_PREFIX = "hwx_"
_CHUNK_BYTES = 256 * 1024


async def page_exports(reads: Reads, user_id: UUID, query: ExportQuery) -> bytes:
    """Return a page of the person's exports as `PageRead[ExportRead]`."""
    return await EXPORTS.page(reads, query, Scope.all(), user_id=user_id)


async def request_export(session: AsyncSession, principal: Principal) -> ExportRead:
    """Take on to make a copy; raises ExportPendingError while one is being made."""
    name = await files.reserve(session, FilePurpose.DATA_EXPORT, principal.user_id)
    export = await DataExportDAO(session).add(
        DataExport(user_id=principal.user_id, file=name, requested_at=clock.now())
    )
    await enqueue(session, EXPORT, key=f"export:{export.id}", export_id=export.id)
    target = Target("user", principal.user_id)
    entry = AuditEntry(
        AuditAction.DATA_EXPORTED, target=target, changes={"export_id": str(export.id)}
    )
    await record(session, entry)
    return ExportRead.model_validate(export, from_attributes=True)


async def collect_export(session: AsyncSession, export_id: UUID) -> CollectedExport | None:
    """Collect what an export is made of; None for one that is not wanted any more."""
    export = await DataExportDAO(session).find(export_id)
    if export is None or export.state is not ExportState.PENDING:
        return None
    sections = SectionDAO(session)
    collected = {
        name: await sections.section(rows, export.user_id)
        for name, rows in export_sections().items()
    }
    return CollectedExport(export.id, export.file, collected)


async def write_export(collected: CollectedExport) -> StoredBytes:
    """Write the file, in place of what an earlier try left; raises what `files.fill` raises."""
    with TemporaryFile() as packed:
        await asyncio.to_thread(_pack, packed, collected.sections)
        return await files.fill(FilePurpose.DATA_EXPORT, collected.file, _chunks(packed))


async def finish_export(
    session: AsyncSession, collected: CollectedExport, stored: StoredBytes
) -> None:
    """Publish DataExportReady; a file that is not wanted any more goes again."""
    if not await files.settle(session, stored):
        return
    export = await DataExportDAO(session).claim(collected.export_id)
    if export is None:
        await files.discard(session, stored.name)
        return
    for older in await DataExportDAO(session).older(export):
        await _expire(session, older)
    now = clock.now()
    export.state, export.bytes = ExportState.READY, stored.size
    export.ready_at, export.expires_at = now, now + VALID_FOR
    await session.flush()
    await publish(session, DataExportReady(export_id=export.id), account_id=None)


def _pack(packed: IO[bytes], sections: Mapping[str, object]) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in sections.items():
            archive.writestr(f"{name}.json", json.dumps(rows))
    packed.seek(0)


async def _chunks(packed: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(packed.read, _CHUNK_BYTES):
        yield chunk


async def issue_export(session: AsyncSession, export_id: UUID) -> ExportLetter | None:
    """Give an export its link and return what to mail.

    None where it is over, or has its link: that one is in an e-mail already.
    """
    export = await DataExportDAO(session).find(export_id)
    if export is None or export.state is not ExportState.READY or export.token_digest is not None:
        return None
    token = new_token(_PREFIX)
    export.token_digest = digest(token)
    await session.flush()
    return ExportLetter(
        user_id=export.user_id,
        expires_at=export.expires_at or clock.now(),
        link_token=token,
    )


async def export_counts(session: AsyncSession, token: str) -> bool:
    """Tell whether the link with this token still opens a file."""
    return await DataExportDAO(session).ready(digest(token), clock.now()) is not None


async def open_export(work: UnitsOfWork, token: str) -> OpenedFile:
    """Return the file behind a link; raises NotFoundError where it is over or never was."""
    async with work.unit_of_work() as session:
        export = await DataExportDAO(session).ready(digest(token), clock.now())
        if export is None:
            raise NotFoundError
        found = await files.find_file(session, FilePurpose.DATA_EXPORT, export.file)
    return await files.open_file(found)


async def expire(session: AsyncSession) -> None:
    """Remove the files whose time is over, and give up exports that never got ready."""
    now = clock.now()
    over = await DataExportDAO(session).over(now, now - STUCK_AFTER)
    for export in over:
        await _expire(session, export)
    await session.flush()
    if over:
        logger.info("removed {} exports of data", len(over))


async def end_exports(session: AsyncSession, user_id: UUID) -> None:
    """Let none of the person's links work any more, and give up an export being made."""
    for export in await DataExportDAO(session).unfinished(user_id):
        await _expire(session, export)
    await session.flush()


async def _expire(session: AsyncSession, export: DataExport) -> None:
    await files.discard(session, export.file)
    export.state = ExportState.EXPIRED
