"""Looking around, now and then."""

from app.celery.schedule import periodic_detached
from app.core.settings import get_settings
from app.dao.session import Database
from app.features.system.service.facts import look_around

_EVERY_SECONDS = 300


@periodic_detached("system.look_around", every=_EVERY_SECONDS)
async def look(database: Database) -> None:
    """Keep what is found out about certificate and disk."""
    await look_around(database, get_settings())
