"""Looking at everything that must always be true."""

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from app import manifest
from app.cli.running import run
from app.dao.invariant import offenders, read_only
from app.features.audit import service as audit


def broken_rules() -> list[str]:
    """Check all that must be true, print each rule, and return what breaks one."""
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

    run(work)
    for line in broken:
        typer.echo(line, err=True)
    return broken
