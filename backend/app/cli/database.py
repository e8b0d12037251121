"""Commands over the whole database: its tables, what it begins with, what must be true in it."""

import typer
from alembic import command
from sqlalchemy.ext.asyncio import AsyncSession

from app import manifest
from app.cli.rules import broken_rules
from app.cli.running import alembic_config, run
from app.core.logging import configure_logging
from app.core.settings import get_settings


def migrate() -> None:
    """Migrate the database to the newest schema."""
    configure_logging(get_settings())
    command.upgrade(alembic_config(), "head")


def seed() -> None:
    """Create the built-in roles; outside production also a demo catalogue and accounts."""

    async def work(session: AsyncSession) -> None:
        await manifest.seed(session, demo=not get_settings().production)

    run(work, serving=True)


def verify() -> None:
    """Check everything that must always be true; read-only, exit 1 with the offending rows."""
    raise typer.Exit(1 if broken_rules() else 0)
