"""`python -m app.celery.flower OPTIONS`: Flower with our log from its first line."""

import sys

from app.celery.worker import app
from app.core.logging import configure_logging, own_process
from app.core.settings import get_settings


def main() -> None:
    """Run Flower with the options of the command line and of `FLOWER_*` variables."""
    configure_logging(get_settings())
    own_process()
    app.start(["flower", *sys.argv[1:]])


if __name__ == "__main__":
    main()
