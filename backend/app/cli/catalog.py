"""Commands about what is sold."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from app.cli.running import run
from app.dao.invariant import read_only
from app.features.catalog import service as catalog_service
from app.features.catalog.errors import CatalogFileError

catalog = typer.Typer(no_args_is_help=True, help="What is sold, as a YAML file.")


@catalog.command("export")
def export_catalog() -> None:
    """Print everything that is not retired, as a file that `apply` takes."""

    async def work(session: AsyncSession) -> None:
        await read_only(session)
        typer.echo(catalog_service.dump(await catalog_service.export_catalog(session)), nl=False)

    run(work)


class _OnlyLookedError(Exception):
    """Rolls back what was done to find out what would change."""


@catalog.command("apply")
def apply_catalog(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="File of the catalogue")
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Change what is sold to what a file says; the changes are printed first.

    What the file does not name stays. Applied again, the same file changes nothing.
    """
    try:
        document = catalog_service.load(file.read_text(encoding="utf-8"))
    except CatalogFileError as wrong:
        for fault in wrong.params["faults"]:  # type: ignore[attr-defined]  # a list of lines
            typer.echo(f"{file}: {fault}", err=True)
        raise typer.Exit(2) from wrong
    changes: list[str] = []

    async def look(session: AsyncSession) -> None:
        changes.extend(await catalog_service.apply_catalog(session, document))
        raise _OnlyLookedError

    async def work(session: AsyncSession) -> None:
        await catalog_service.apply_catalog(session, document)

    with suppress(_OnlyLookedError):
        run(look)
    if not changes:
        typer.echo("nothing to change")
        return
    typer.echo("\n".join(changes))
    if not yes:
        typer.confirm("Apply these changes?", abort=True)
    run(work)
    typer.echo(f"{len(changes)} changes made")
