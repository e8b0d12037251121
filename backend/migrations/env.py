"""How alembic reaches the database: the address from the settings, one migration at a time."""

import asyncio
from pathlib import Path
from typing import Any

from alembic import context
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.sql.sqltypes import AutoString

from app.core.settings import get_settings
from app.models import metadata

_LOCK = 0x6877_6D69
_RELEASED = Path(__file__).with_name("released")


def _render(kind: str, item: object, _context: object) -> str | bool:
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


# PostgreSQL tells an index's expressions without their collation: these would always differ.
_COLLATED = {
    index.name
    for table in metadata.tables.values()
    for index in table.indexes
    if any("COLLATE" in str(expression) for expression in index.expressions)
}


def _compares(_item: object, name: str | None, kind: str, *_others: object) -> bool:
    return kind != "index" or name not in _COLLATED


def _only_forward(*, step: Any, **_: object) -> None:  # noqa: ANN401  alembic's own class
    """Refuse to take back what was released: what it dropped or rewrote does not come back."""
    if step.is_upgrade:
        return
    released = _RELEASED.read_text(encoding="ascii").strip()
    script = ScriptDirectory.from_config(context.config)
    if step.up_revision_id in {one.revision for one in script.iterate_revisions(released, "base")}:
        message = (
            f"released migrations (up to {released}) only go forward: to go back, restore the"
            " backup that was made before the upgrade (`hostwright restore --replace`)"
        )
        raise CommandError(message)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=_render,
        include_object=_compares,
        compare_server_default=False,
        on_version_apply=_only_forward,
    )
    with context.begin_transaction():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        # Waiting for a table would stop everybody who comes after: rather fail, and be run again.
        patience = int(get_settings().lock_seconds * 1000)
        connection.execute(text(f"SET LOCAL lock_timeout = {patience}"))
        context.run_migrations()


async def _run() -> None:
    address = context.config.attributes.get("database_url") or get_settings().database_url
    engine = create_async_engine(address)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
        await connection.commit()
    await engine.dispose()


asyncio.run(_run())
