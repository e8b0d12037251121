"""Where operations are declared: below the version's prefix from the beginning."""

from collections.abc import Sequence
from enum import Enum

from fastapi import APIRouter
from fastapi.params import Depends

PREFIX = "/api/v1"


class Router(APIRouter):
    """FastAPI's router for what `app.api` serves, so that no path is compiled a second time."""

    def __init__(
        self,
        prefix: str = "",
        *,
        tags: list[str | Enum] | None = None,
        dependencies: Sequence[Depends] | None = None,
    ) -> None:
        super().__init__(prefix=PREFIX + prefix, tags=tags, dependencies=dependencies)
