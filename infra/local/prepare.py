"""Making the data ready, in one process, since importing the application takes the longest.

`python -m infra.local.prepare FILE` does what `hostwright migrate`, `seed` and `register-node` do,
and notes in FILE the nodes that are Docker engines: `[{"id", "endpoint"}]`.
"""

import asyncio
import json
import sys
from pathlib import Path

import asyncpg
from app.cli import migrate, register_node, seed
from app.core.settings import get_settings

_NODES = "SELECT id::text, endpoint FROM node WHERE driver = 'docker'"


async def _docker_nodes() -> list[dict[str, str]]:
    connection = await asyncpg.connect(get_settings().asyncpg_dsn)
    try:
        return [dict(row) for row in await connection.fetch(_NODES)]
    finally:
        await connection.close()


def main() -> None:
    """Bring the tables up to date, make sure of the demo data and of a node to run it on."""
    migrate()
    seed()
    register_node()
    Path(sys.argv[1]).write_text(json.dumps(asyncio.run(_docker_nodes())), encoding="utf-8")


if __name__ == "__main__":
    main()
