"""How much disk instances use: slow to find out, so it is asked now and then and remembered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from loguru import logger

EVERY_SECONDS = 300.0
SOONEST_SECONDS = 30.0
_LONGEST_SECONDS = 5.0
_KEPT_SECONDS = 3 * EVERY_SECONDS


@dataclass(frozen=True)
class _Answer:
    asked_at: float
    found_at: float
    sizes: Mapping[str, float]


_ANSWERS: dict[str, _Answer] = {}
_NONE = _Answer(asked_at=-_KEPT_SECONDS, found_at=-_KEPT_SECONDS, sizes={})


async def remembered(
    place: str, names: Sequence[str], ask: Callable[[], Awaitable[Mapping[str, float]]]
) -> Mapping[str, float]:
    """Return MiB by name as `ask` found them at `place` at most five minutes ago.

    A name that is new is looked for within half a minute. Where asking fails or takes longer than
    five seconds, the last answer holds for a while; it is not asked again before its time.
    """
    now, last = time.monotonic(), _ANSWERS.get(place, _NONE)
    answered = last.asked_at == last.found_at
    new = answered and any(name not in last.sizes for name in names)
    if now - last.asked_at < (SOONEST_SECONDS if new else EVERY_SECONDS):
        return last.sizes
    kept = last if now - last.found_at < _KEPT_SECONDS else _NONE
    _ANSWERS[place] = _Answer(now, kept.found_at, kept.sizes)
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            sizes = await ask()
    except Exception as error:  # noqa: BLE001  the other readings do not wait for this one
        logger.warning("no disk usage from {}: {!r}", place, error)
        return kept.sizes
    _ANSWERS[place] = _Answer(now, now, sizes)
    return sizes


def forget() -> None:
    """Forget every answer, as a process that starts does."""
    _ANSWERS.clear()
