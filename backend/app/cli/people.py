"""Commands about people."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from app.cli.running import run
from app.core.locale import Locale
from app.core.settings import get_settings
from app.features.roles import service as roles
from app.features.users import service as users


def create_admin(
    email: Annotated[str, typer.Argument(help="Email address to sign in with")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    *,
    language: Annotated[
        Locale | None, typer.Option(help="What they read; not given: the installation's default")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a second owner")] = False,
) -> None:
    """Create a member of staff with the role `owner`; asks first if there is one already."""
    owners: list[str] = []

    async def look(session: AsyncSession) -> None:
        owners.extend(await users.owner_addresses(session))

    async def work(session: AsyncSession) -> None:
        await roles.seed(session)
        await users.create_admin(session, email, password, language)

    run(look, serving=True)
    if owners and not yes:
        typer.confirm(
            f"{', '.join(owners)} may do everything here already. Add {email}?", abort=True
        )
    run(work)
    address = get_settings().public_url
    typer.echo(f"{email} is an owner now: sign in at {address}/sign-in and set up a second factor")
