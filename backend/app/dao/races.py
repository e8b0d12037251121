"""The one place where a transaction that lost a race is run again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TypeVar

from loguru import logger
from sqlalchemy.exc import DBAPIError

from app.dao.errors import is_lost_race

_RACES = 4
_SECONDS = 0.05

Result = TypeVar("Result")


async def again_after_races(
    attempt: Callable[[], Awaitable[Result]], repeatable: Callable[[], bool] = lambda: True
) -> Result:
    """Return what `attempt` returns; one that lost a race (40P01, 40001) is made four times more.

    Between them are pauses of 25 ms to 0.3 s, chosen by chance. The error goes up where the attempt
    is not `repeatable`.
    """
    for lost in count(1):
        try:
            return await attempt()
        except DBAPIError as error:
            if lost > _RACES or not is_lost_race(error) or not repeatable():
                raise
            logger.info("a transaction lost a race and runs again: {}", error.orig)
        await asyncio.sleep(_SECONDS * lost * random.uniform(0.5, 1.5))  # noqa: S311  a pause
    raise AssertionError
