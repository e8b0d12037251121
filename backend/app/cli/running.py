"""What commands run in: a transaction of their own, or the database for those that open several."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.worker import load_tasks
from app.core.logging import configure_logging
from app.core.settings import get_settings
from app.dao.session import Database
from app.start import exit_refused, refusal

_BACKEND = Path(__file__).parents[2]
Answer = TypeVar("Answer")


def run(work: Callable[[AsyncSession], Awaitable[None]], *, serving: bool = False) -> None:
    """Do the work in one transaction; `serving`: only where this production could start as well."""
    settings = get_settings()

    async def inside() -> None:
        database = Database(settings)
        try:
            production = serving and settings.production
            if line := await refusal(database, production=production):
                exit_refused(line)
            async with database.unit_of_work() as session:
                await work(session)
        finally:
            await database.close()

    load_tasks()
    configure_logging(settings)
    asyncio.run(inside())


def with_database(work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Run what opens its own transactions."""

    async def inside() -> Answer:
        database = Database(get_settings())
        try:
            return await work(database)
        finally:
            await database.close()

    load_tasks()
    configure_logging(get_settings())
    return asyncio.run(inside())


def alembic_config() -> Config:
    """Return what alembic needs to find the migrations."""
    return Config(str(_BACKEND / "alembic.ini"))
