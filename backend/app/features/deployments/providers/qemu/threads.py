"""File work off the loop, its troubles in the drivers' words."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from app.features.deployments.providers.errors import storage_error

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result]) -> Result:
    """Return what `work` returns; raises DriverError for what the disk refuses."""
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise storage_error(error) from error
