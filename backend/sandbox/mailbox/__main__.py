"""`python -m sandbox.mailbox --smtp-port 2525 --http-port 8025 --data DIR`."""

import argparse
from pathlib import Path

from sandbox.mailbox.app import Settings, create_app
from sandbox.serve import local_address, serve


def main() -> None:
    """Read the command line, then take mail and show it."""
    parser = argparse.ArgumentParser(prog="sandbox.mailbox", description="Keeps every mail.")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True, help="folder of the mails")
    given = parser.parse_args()
    app = create_app(Settings(given.data, given.host, given.smtp_port))
    address = local_address(given.host, given.http_port)
    serve(app, host=given.host, port=given.http_port, name="Mailbox", address=address)


if __name__ == "__main__":
    main()
