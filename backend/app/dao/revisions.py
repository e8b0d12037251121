"""Which migrations this code knows; alembic is loaded on first use, in no start."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from asyncpg.exceptions import UndefinedTableError

from app.dao.session import Reads

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

_BACKEND = Path(__file__).parents[2]


async def applied_revision(reads: Reads) -> str:
    """Return the revision that the database is at, an empty word where it has none."""
    try:
        return await reads.fetch("SELECT version_num FROM alembic_version") or ""
    except UndefinedTableError:
        return ""


@cache
def head_revision() -> str | None:
    """Return the newest revision of this code; reads its migrations, a tenth of a second once."""
    return _script().get_current_head()


@cache
def known_revisions() -> frozenset[str]:
    """Return every revision of this code: one that is not among them is a newer release's."""
    return frozenset(one.revision for one in _script().walk_revisions())


@cache
def _script() -> "ScriptDirectory":
    from alembic.config import Config  # noqa: PLC0415  a start needs none of it
    from alembic.script import ScriptDirectory  # noqa: PLC0415  the same

    return ScriptDirectory.from_config(Config(str(_BACKEND / "alembic.ini")))
