"""The commands under one name."""

from typing import Annotated

import typer

from app.cli.backups import backup, hold, restore, resume
from app.cli.catalog import catalog
from app.cli.database import migrate, seed, verify
from app.cli.document import openapi
from app.cli.nodes import register_node
from app.cli.one_line import OneLineErrors
from app.cli.people import create_admin
from app.core.version import version

cli = typer.Typer(
    cls=OneLineErrors, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def _say_version(wanted: bool) -> None:  # noqa: FBT001  typer calls it so
    if wanted:
        typer.echo(version())
        raise typer.Exit


@cli.callback()
def options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print it")
    ] = False,
) -> None:
    """Administer this installation of Hostwright."""


_COMMANDS = (migrate, seed, create_admin, register_node, verify, restore, hold, resume, openapi)
for _command in _COMMANDS:
    cli.command()(_command)
cli.add_typer(catalog, name="catalog")
cli.add_typer(backup, name="backup")
