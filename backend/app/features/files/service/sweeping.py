"""Removes what store and table disagree about: orphaned bytes, and rows without bytes."""

from datetime import timedelta

from loguru import logger

from app.core import clock
from app.dao.session import Database
from app.features.files.dao import FileDAO
from app.features.files.models import FilePurpose
from app.features.files.service.rules import store_of

# Longer than any upload or job takes: the row of what is being written comes after its bytes.
_GRACE = timedelta(hours=6)
_NEVER_CAME = timedelta(hours=48)
_BATCH = 500


async def sweep(database: Database) -> None:
    """Remove both, in batches; no transaction is open while the store is asked."""
    for purpose in FilePurpose:
        await _remove_unnamed(database, purpose)
    async with database.unit_of_work() as session:
        dao = FileDAO(session)
        late = await dao.never_came(clock.now() - _NEVER_CAME, _BATCH)
        await dao.forget(late)
    if late:
        logger.warning("{} files were promised and never came", len(late))


async def _remove_unnamed(database: Database, purpose: FilePurpose) -> None:
    store, cursor, removed = store_of(purpose), None, 0
    before = clock.now() - _GRACE
    while True:
        page = await store.page(cursor, _BATCH)
        old = [blob.name for blob in page.items if blob.modified_at and blob.modified_at < before]
        async with database.unit_of_work() as session:
            named = await FileDAO(session).named(old)
        for name in old:
            if name not in named:
                await store.remove(name)
                removed += 1
        cursor = page.next_cursor
        if cursor is None:
            break
    if removed:
        logger.warning("removed {} files of {} that nothing named", removed, purpose)
