"""Which backups stay: the newest, and one a day, week and month for as many as the settings say."""

from collections.abc import Callable, Iterable
from datetime import datetime

from loguru import logger

from app.core.errors import AppError
from app.core.settings import Settings
from app.dao.blobs import BlobStore
from app.features.backups.providers.target import Target, open_target
from app.features.backups.schemas import Manifest
from app.features.backups.service.verifying import look_through

_PERIODS: tuple[Callable[[datetime], object], ...] = (
    lambda at: at.date(),
    lambda at: at.isocalendar()[:2],
    lambda at: (at.year, at.month),
)


def kept(backups: Iterable[Manifest], daily: int, weekly: int, monthly: int) -> set[str]:
    """Return the names that stay of these, the newest first: the first always does."""
    found = list(backups)
    stay = {one.name for one in found[:1]}
    for period, count in zip(_PERIODS, (daily, weekly, monthly), strict=True):
        newest: dict[object, str] = {}
        for one in found:
            newest.setdefault(period(one.created_at), one.name)
        stay.update(list(newest.values())[:count])
    return stay


async def thin_out(settings: Settings) -> list[str]:
    """Remove old backups and what no manifest names any more; return the names that went.

    Backups that another key opens stay, and all that they may name. Where one manifest cannot be
    read, nothing is removed: what it names is not known. No other backup may be under way.
    """
    target = open_target(settings)
    try:
        found = await look_through(target)
    except AppError as unreadable:
        logger.warning("nothing is thinned out, a manifest cannot be read: {!r}", unreadable)
        return []
    counts = settings.backup_keep_daily, settings.backup_keep_weekly, settings.backup_keep_monthly
    stay = kept(found.ours, *counts)
    gone = [one for one in found.ours if one.name not in stay]
    named = await _named(target, [one for one in found.ours if one.name in stay])
    unnamed = await _named(target, gone) - named
    for one in gone:
        await target.manifests.remove(one.name)
    for store in (target.databases, target.indexes):
        await _remove_others(store, stay.union(found.other_keys))
    if found.other_keys:
        for name in unnamed:
            await target.files.remove(name)
    else:
        await _remove_others(target.files, named)
    return [one.name for one in gone]


async def _named(target: Target, backups: Iterable[Manifest]) -> set[str]:
    """Return the names at the target of the files of these backups."""
    return {target.name_of(line) for one in backups async for line in target.index(one)}


async def _remove_others(store: BlobStore, names: set[str]) -> None:
    async for blob in store.walk(limit=1_000):
        if blob.name not in names:
            await store.remove(blob.name)
