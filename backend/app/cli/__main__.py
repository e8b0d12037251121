"""`python -m app.cli` and `hostwright`."""

from app.cli.program import cli
from app.core.logging import configure_logging, own_process
from app.core.settings import get_settings


def main() -> None:
    """Run the command line."""
    configure_logging(get_settings())
    own_process(streams=False)
    cli()


if __name__ == "__main__":
    main()
