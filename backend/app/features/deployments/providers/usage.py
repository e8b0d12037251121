"""From counters to rates, across calls and driver objects."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from app.features.deployments.providers.base import Usage

WINDOW_SECONDS = 0.25
_SHORTEST, _MAX_AGE_SECONDS = 1.0, 900.0


@dataclass(frozen=True, kw_only=True)
class Counters:
    """Bytes since the start; None is what cannot be counted here."""

    disk_read: float | None = None
    disk_write: float | None = None
    network_in: float | None = None
    network_out: float | None = None


@dataclass(frozen=True)
class Reading:
    """CPU seconds and bytes since the start, MiB in use, and the monotonic moment of reading."""

    cpu_seconds: float
    memory_mb: float
    at: float
    disk_mb: float | None = None
    counters: Counters = field(default_factory=Counters)


class UsageWindow:
    """The last reading of each instance this process looked at."""

    def __init__(self) -> None:
        """Start with no memory."""
        self._last: dict[str, Reading] = {}

    def needs_second(self, keys: Mapping[str, Reading]) -> bool:
        """Return whether some instance has no earlier reading to compare with."""
        return any(not self._usable(key, reading) for key, reading in keys.items())

    def usage(self, key: str, name: str, reading: Reading, first: Reading | None = None) -> Usage:
        """Return what was used since the last reading of `key`, and remember this one.

        `first`, of a moment ago, serves the CPU where there is no other; it is too short for rates.
        """
        before = self._last[key] if self._usable(key, reading) else None
        self._last[key] = reading
        since, until = (before.counters if before else Counters()), reading.counters
        seconds = reading.at - before.at if before else 0.0
        return Usage(
            name=name,
            cpu_percent=_percent(reading, before or first),
            memory_mb=reading.memory_mb,
            cpu_seconds=reading.cpu_seconds,
            disk_mb=reading.disk_mb,
            disk_read_rate=_rate(since.disk_read, until.disk_read, seconds),
            disk_write_rate=_rate(since.disk_write, until.disk_write, seconds),
            network_in_rate=_rate(since.network_in, until.network_in, seconds),
            network_out_rate=_rate(since.network_out, until.network_out, seconds),
        )

    def evict_old(self) -> None:
        """Drop readings too old to be compared with, so that memory stays bounded."""
        horizon = time.monotonic() - _MAX_AGE_SECONDS
        self._last = {key: last for key, last in self._last.items() if last.at > horizon}

    def _usable(self, key: str, reading: Reading) -> bool:
        # Less CPU than before is another run: none of its counters goes on from the last one.
        last = self._last.get(key)
        if last is None or reading.cpu_seconds < last.cpu_seconds:
            return False
        return _SHORTEST <= reading.at - last.at <= _MAX_AGE_SECONDS


WINDOW = UsageWindow()


def _percent(reading: Reading, before: Reading | None) -> float:
    if before is None or reading.at <= before.at:
        return 0.0
    used = max(0.0, reading.cpu_seconds - before.cpu_seconds)
    return 100.0 * used / (reading.at - before.at)


def _rate(before: float | None, now: float | None, seconds: float) -> float | None:
    """Return bytes a second; a counter that fell began again, and what it missed is not known."""
    if before is None or now is None or now < before or not seconds:
        return None
    return (now - before) / seconds


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
        WINDOW.usage(f"{place}/{name}", name, reading, first.get(name))
        for name, reading in now.items()
    ]
