"""The ticks that count for the overview."""

from app.celery.schedule import periodic_detached
from app.dao.session import Database
from app.features.reports import service


@periodic_detached("reports.count_totals", every=60)
async def count_totals(database: Database) -> None:
    """Count the overview's large totals anew."""
    await service.count_totals(database)


@periodic_detached("reports.count_days", every=60, timeout=300)
async def count_days(database: Database) -> None:
    """Count the business of the last days anew."""
    await service.count_days(database)
