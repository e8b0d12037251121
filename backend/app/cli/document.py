"""Commands that write down what the API is."""

import sys

from app.core import json


def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from app.main import create_app  # noqa: PLC0415  other commands start faster without it

    sys.stdout.write(json.dumps(create_app().openapi()).decode() + "\n")
