"""From a counter of CPU seconds to a percentage, across calls and driver objects."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from app.features.deployments.providers.base import Usage

WINDOW_SECONDS = 0.25
_SHORTEST, _MAX_AGE_SECONDS = 1.0, 900.0


@dataclass(frozen=True)
class Reading:
    """CPU seconds since the start, MiB in use, and the monotonic moment of reading."""

    cpu_seconds: float
    memory_mb: float
    at: float


class CpuWindow:
    """The last reading of each instance this process looked at."""

    def __init__(self) -> None:
        """Start with no memory."""
        self._last: dict[str, Reading] = {}

    def needs_second(self, keys: Mapping[str, Reading]) -> bool:
        """Return whether some instance has no earlier reading to compare with."""
        return any(not self._usable(key, reading) for key, reading in keys.items())

    def percent(self, key: str, reading: Reading, first: Reading | None = None) -> float:
        """Return percent of one core since the last reading (or `first`), and remember this one."""
        before = self._last[key] if self._usable(key, reading) else first
        self._last[key] = reading
        if before is None or reading.at <= before.at:
            return 0.0
        used = max(0.0, reading.cpu_seconds - before.cpu_seconds)
        return 100.0 * used / (reading.at - before.at)

    def evict_old(self) -> None:
        """Drop readings too old to be compared with, so that memory stays bounded."""
        horizon = time.monotonic() - _MAX_AGE_SECONDS
        self._last = {key: last for key, last in self._last.items() if last.at > horizon}

    def _usable(self, key: str, reading: Reading) -> bool:
        last = self._last.get(key)
        if last is None or reading.cpu_seconds < last.cpu_seconds:
            return False
        return _SHORTEST <= reading.at - last.at <= _MAX_AGE_SECONDS


WINDOW = CpuWindow()


async def measure(place: str, read: Callable[[], Awaitable[Mapping[str, Reading]]]) -> list[Usage]:
    """Return what the instances that `read` finds use; names are told apart by their place.

    Takes a quarter of a second when some instance is new here.
    """
    now = first = await read()
    if WINDOW.needs_second({f"{place}/{name}": reading for name, reading in first.items()}):
        await asyncio.sleep(WINDOW_SECONDS)
        now = await read()
    WINDOW.evict_old()
    return [
        Usage(
            name=name,
            cpu_percent=WINDOW.percent(f"{place}/{name}", reading, first.get(name)),
            memory_mb=reading.memory_mb,
            cpu_seconds=reading.cpu_seconds,
        )
        for name, reading in now.items()
    ]
