"""The command line: one-off administration, run with the same code and settings as the panel."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncSession

from app import manifest
from app.celery.worker import load_tasks
from app.core import json
from app.core.logging import configure_logging
from app.core.settings import get_settings
from app.dao.invariant import offenders, read_only
from app.dao.session import Database
from app.features.audit import service as audit
from app.features.nodes import service as nodes
from app.features.roles import service as roles
from app.features.users import service as users

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
def seed() -> None:
    """Make sure of built-in roles; outside production also of a demo catalogue and accounts."""

    async def work(session: AsyncSession) -> None:
        await manifest.seed(session, demo=not get_settings().production)

    _run(work)


@cli.command()
def create_admin(
    email: Annotated[str, typer.Argument(help="The address to sign in with")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make the first person of the staff, with the role `owner`."""

    async def work(session: AsyncSession) -> None:
        await roles.seed(session)
        await users.create_admin(session, email, password)

    _run(work)


@cli.command()
def register_node() -> None:
    """Register this machine as a node: by Docker where an engine answers, else by a plug-in."""
    node = asyncio.run(nodes.detect_local_node())

    async def work(session: AsyncSession) -> None:
        await nodes.register(session, node)

    _run(work)
    typer.echo(f"{node.name}: {node.driver}")


@cli.command()
def verify() -> None:
    """Check everything that must always be true; read-only, exit 1 with the offending rows."""
    broken: list[str] = []

    async def work(session: AsyncSession) -> None:
        await read_only(session)
        for invariant in manifest.invariants():
            found = await offenders(session, invariant)
            typer.echo(f"{'BROKEN' if found else 'ok':<8}{invariant.name}")
            broken.extend(f"{invariant.name}: {row}" for row in found)
        unsealed = await audit.broken_seals(session)
        typer.echo(f"{'BROKEN' if unsealed else 'ok':<8}audit.seals")
        broken.extend(unsealed)

    _run(work)
    for line in broken:
        typer.echo(line, err=True)
    raise typer.Exit(1 if broken else 0)


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
