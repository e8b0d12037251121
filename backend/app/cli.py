"""The command line: one-off administration, run with the same code and settings as the panel."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import typer
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.worker import load_tasks
from app.core import json
from app.core.logging import configure_logging
from app.core.settings import get_settings
from app.dao.session import Database

_BACKEND = Path(__file__).parents[1]

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _run(work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    async def inside() -> None:
        database = Database(get_settings())
        try:
            async with database.unit_of_work() as session:
                await work(session)
        finally:
            await database.close()

    load_tasks()
    settings = get_settings()
    configure_logging(settings.log_level, settings.log_format)
    asyncio.run(inside())


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    command.upgrade(Config(str(_BACKEND / "alembic.ini")), "head")


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from app.main import create_app  # noqa: PLC0415  other commands start faster without it

    sys.stdout.write(json.dumps(create_app().openapi()).decode() + "\n")


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
