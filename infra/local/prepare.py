"""Making the data ready, in one process, since importing the application takes the longest.

`python -m infra.local.prepare` does what `hostwright migrate`, `seed` and `register-node` do.
"""

from app.cli import migrate, register_node, seed


def main() -> None:
    """Bring the tables up to date, make sure of the demo data and of a node to run it on."""
    migrate()
    seed()
    register_node()


if __name__ == "__main__":
    main()
