"""Ending a connection at once, where the server offers it (see `app.web.server`)."""

from starlette.types import Scope

EXTENSION = "hostwright.drop"


def drop(scope: Scope) -> None:
    """End the connection of a request or socket at once; what was not sent yet is lost."""
    extension = scope.get("extensions", {}).get(EXTENSION)
    if extension is not None:
        extension["abort"]()
