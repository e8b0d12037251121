"""Commands that keep the installation: backups, restoring one, and letting the copy work."""

from typing import Annotated
from uuid import UUID

import typer
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncSession

from app.cli.rules import broken_rules
from app.cli.running import alembic_config, run, with_database
from app.dao.session import Database
from app.features.backups import service as backups

backup = typer.Typer(help="Back up the installation; list and verify backups.")


@backup.callback(invoke_without_command=True)
def make_backup(
    context: typer.Context,
    backup_id: Annotated[UUID | None, typer.Option("--id", hidden=True)] = None,
) -> None:
    """Make a backup where the settings say, sealed with the key, and remove old ones."""
    if context.invoked_subcommand is not None:
        return
    made = with_database(lambda database: backups.run_backup(database, backup_id=backup_id))
    typer.echo(f"{made.name}: {made.files} files, {made.lost} of them already missing")


@backup.command("list")
def list_backups() -> None:
    """List the backups, the newest first."""

    async def work(database: Database) -> backups.Kept:
        return await backups.list_backups(await database.transact(backups.restore_settings))

    kept = with_database(work)
    for one in kept.ours:
        size = one.database.size
        typer.echo(f"{one.name}  {one.created_at:%Y-%m-%d %H:%M}  {size} bytes  {one.files} files")
    for name in kept.other_keys:
        typer.echo(f"{name}  made with another key: set it to read this backup")


@backup.command("verify")
def verify_backup(name: Annotated[str, typer.Argument(help="A name from `backup list`")]) -> None:
    """Read all of a backup: authenticate each chunk, compare each digest; exit 1 for damage."""

    async def work(database: Database) -> backups.Verified:
        settings = await database.transact(backups.restore_settings)
        return await backups.verify_backup(settings, name)

    read = with_database(work)
    for line in read.damaged:
        typer.echo(f"DAMAGED {line}", err=True)
    typer.echo(f"{name}: database ok, {read.files} files read, {len(read.damaged)} damaged")
    raise typer.Exit(1 if read.damaged else 0)


@backup.command("key")
def backup_key() -> None:
    """Print a new key for backups; keep a copy elsewhere: without it no backup opens."""
    typer.echo(backups.new_key())


def restore(
    name: Annotated[str, typer.Argument(help="A name from `backup list`")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete everything in the database first")
    ] = False,
    hold: Annotated[bool, typer.Option(help="Run no jobs until `hostwright resume`")] = True,
) -> None:
    """Restore a backup into DATABASE_URL and the file store, then check what must be true.

    Stop the workers first. The copy bills, mails and deploys nothing until `hostwright resume`.
    """
    known = ScriptDirectory.from_config(alembic_config())
    revisions = frozenset(one.revision for one in known.walk_revisions())

    async def work(database: Database) -> backups.Manifest:
        settings = await database.transact(backups.restore_settings)
        return await backups.Restore(database, settings, revisions, replace=replace, hold=hold).run(
            name
        )

    restored = with_database(work)
    if restored.revision != known.get_current_head():
        typer.echo(f"restored {name}, of the schema {restored.revision}: run `hostwright migrate`")
        return
    broken = broken_rules()
    on_hold = ", on hold until `hostwright resume`" if hold else ""
    typer.echo(f"restored {name}: {restored.files} files{on_hold}")
    raise typer.Exit(1 if broken else 0)


def hold() -> None:
    """Run no background work until `hostwright resume`: for a restored database."""

    async def work(session: AsyncSession) -> None:
        await backups.hold(session, "held by hand")

    run(work)
    typer.echo("work is on hold until `hostwright resume`")


def resume() -> None:
    """Let a restored copy work: the old installation must be off."""
    released: list[int] = []

    async def work(session: AsyncSession) -> None:
        released.append(await backups.resume(session))

    run(work)
    typer.echo("work continues" if released[0] else "nothing was on hold")
