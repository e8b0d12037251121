"""Noting in a file which nodes are Docker engines, for whoever stops or removes their services.

`python -m infra.local.note_nodes FILE` writes `[{"id", "endpoint"}]`.
"""

import asyncio
import json
import sys
from pathlib import Path

import asyncpg
from app.core.settings import get_settings

_NODES = "SELECT id::text, endpoint FROM node WHERE driver = 'docker'"


async def _docker_nodes() -> list[dict[str, str]]:
    connection = await asyncpg.connect(get_settings().asyncpg_dsn)
    try:
        return [dict(row) for row in await connection.fetch(_NODES)]
    finally:
        await connection.close()


def note_nodes(file: Path) -> None:
    """Write the Docker nodes of the database in DATABASE_URL into `file`."""
    file.write_text(json.dumps(asyncio.run(_docker_nodes())), encoding="utf-8")


if __name__ == "__main__":
    note_nodes(Path(sys.argv[1]))
