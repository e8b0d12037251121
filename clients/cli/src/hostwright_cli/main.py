"""The program `hw`."""

import sys

import typer

from hostwright_cli.commands import invoices, operations, ordering, services, signing
from hostwright_cli.errors import CommandError

_INTERRUPTED = 130

app = typer.Typer(
    name="hw",
    help="Your services, orders and invoices at a Hostwright panel.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(signing.login)
app.command()(signing.logout)
app.command()(signing.whoami)
app.command()(ordering.order)
app.add_typer(services.group, name="services")
app.add_typer(invoices.group, name="invoices")
app.add_typer(operations.group, name="operations")


def main() -> None:
    """Run a command; what goes wrong is one line and an exit code."""
    try:
        app()
    except CommandError as error:
        typer.echo(f"hw: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(_INTERRUPTED)
