"""Making the data ready, in one process, since importing the application takes the longest.

`python -m infra.local.prepare FILE` does what `hostwright migrate`, `seed` and `register-node` do,
and notes in FILE the nodes that are Docker engines.
"""

import sys
from pathlib import Path

from app.cli.database import migrate, seed
from app.cli.nodes import register_node

from infra.local.note_nodes import note_nodes


def main() -> None:
    """Bring the tables up to date, make sure of the demo data and of a node to run it on."""
    migrate()
    seed()
    register_node()
    note_nodes(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
