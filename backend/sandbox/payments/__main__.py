"""`python -m sandbox.payments --port 9100 --data DIR`."""

import argparse
import os
from pathlib import Path

from sandbox.payments.app import create_app
from sandbox.payments.settings import Settings
from sandbox.serve import local_address, serve


def main() -> None:
    """Read the command line and the two secrets from the environment, then serve."""
    parser = _parser()
    given = parser.parse_args()
    address = (given.public_url or local_address(given.host, given.port)).rstrip("/")
    settings = Settings(
        api_key=_secret(parser, "SANDBOX_PAYMENTS_SECRET"),
        webhook_secret=_secret(parser, "SANDBOX_PAYMENTS_WEBHOOK_SECRET"),
        data=given.data,
        public_url=address,
        retry_seconds=given.retry_seconds,
        delayed_seconds=given.delayed_seconds,
    )
    app = create_app(settings)
    serve(app, host=given.host, port=given.port, name="Test payments", address=address)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox.payments", description="A payment provider.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True, help="folder of the books")
    parser.add_argument("--public-url", help="where buyers reach the checkout")
    parser.add_argument("--retry-seconds", type=float, default=1.0, help="first webhook retry")
    parser.add_argument("--delayed-seconds", type=float, default=15.0, help="a late webhook's wait")
    return parser


def _secret(parser: argparse.ArgumentParser, name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        parser.error(f"the environment variable {name} is required")
    return value


if __name__ == "__main__":
    main()
