"""What production asks of its database before a process serves anybody: no demo data in it."""

import asyncio
import sys

from celery.signals import beat_init, worker_init
from loguru import logger
from sqlalchemy.exc import SQLAlchemyError

from app import manifest
from app.core import garbage
from app.core.settings import get_settings
from app.dao.session import Database

_REFUSED = 2


async def refusal(database: Database, *, production: bool) -> str | None:
    """Return the line that says why production cannot start on this database, else None.

    A database that is away or has no tables yet refuses nobody: the health checks tell of it.
    """
    if not production:
        return None
    try:
        async with database.unit_of_work() as session:
            found = await manifest.demo_data(session)
    except (SQLAlchemyError, OSError) as error:
        logger.warning("not checked for demo data, the database does not answer: {}", error)
        return None
    if not found:
        return None
    return (
        f"production does not start on a database with demo data ({', '.join(found)}): a"
        " development start left it, and it cannot be taken out of the books. Name an empty"
        " database in DATABASE_URL and run `hostwright migrate`, `seed` and `create-admin` on it."
    )


def exit_refused(line: str) -> None:
    """End the process with code 2 and this line on stderr."""
    sys.stderr.write(f"hostwright: {line}\n")
    raise SystemExit(_REFUSED)


@worker_init.connect
@beat_init.connect
def _begin(**_: object) -> None:
    garbage.settle()
    line = asyncio.run(_refusal_here())
    if line is not None:
        exit_refused(line)


async def _refusal_here() -> str | None:
    settings = get_settings()
    if not settings.production:
        return None
    database = Database(settings)
    try:
        return await refusal(database, production=True)
    finally:
        await database.close()
