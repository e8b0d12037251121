"""Fields that may be left out of a change, and then stay as they are."""

from typing import Any


def without_default(schema: dict[str, Any]) -> None:
    """Have the document name no default: what is left out stays, and none is ever applied."""
    schema.pop("default", None)
