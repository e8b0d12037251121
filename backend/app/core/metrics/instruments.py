"""What is counted, and what of it the others have not been told yet.

Counting costs one or two additions in a dictionary; a process tells the others what was added every
few seconds (`store`). Count from the thread of the event loop.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from time import time

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of seconds; what took longer is in none."""

OTHER = "other"
_MOST_SERIES = 4_000

Key = tuple[str, ...]
"""The instrument's name, the part of it (a bucket, a sum), and the labels' values."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure that is read, not counted."""

    name: str
    labels: Mapping[str, str]
    value: float


class Kind(StrEnum):
    """How an instrument is told to Prometheus."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


class Instrument:
    """Something measured, by the values of its labels."""

    kind: Kind

    def __init__(self, name: str, text: str, *labels: str) -> None:
        self.name, self.text, self.labels = name, text, labels
        self._known: set[Key] = set()
        _declared[name] = self

    def _bounded(self, values: Key) -> Key:
        """Return the values, or `other` for each once there are as many series as may be."""
        if values in self._known:
            return values
        if len(values) != len(self.labels):
            message = f"{self.name} takes {self.labels}"
            raise TypeError(message)
        if len(self._known) >= _MOST_SERIES:
            return (OTHER,) * len(values)
        self._known.add(values)
        return values


_declared: dict[str, Instrument] = {}
_added: dict[Key, float] = {}
_gauges: dict[str, "Gauge"] = {}
_outcomes: dict[Key, float] = {}


def declared() -> Mapping[str, Instrument]:
    """Return every instrument by its name."""
    return _declared


class Counter(Instrument):
    """Only ever grows. Its name ends in `_total`."""

    kind = Kind.COUNTER

    def add(self, *values: str, by: float = 1) -> None:
        """Count once more, or `by` so much."""
        key = (self.name, "", *self._bounded(values))
        _added[key] = _added.get(key, 0) + by


class Histogram(Instrument):
    """How long something took, in seconds."""

    kind = Kind.HISTOGRAM

    def observe(self, seconds: float, *values: str) -> None:
        """Note one duration."""
        labels = self._bounded(values)
        bucket = (self.name, _PARTS[bisect_left(BUCKETS, seconds)], *labels)
        _added[bucket] = _added.get(bucket, 0) + 1
        total = (self.name, "sum", *labels)
        _added[total] = _added.get(total, 0) + seconds


_PARTS = tuple(str(bound) for bound in (*BUCKETS, "+Inf"))


class Gauge(Instrument):
    """How much there is now, in this process; all processes' are added up.

    `read` is asked when it is told: it returns the amount by the values of the labels.
    """

    kind = Kind.GAUGE

    def __init__(self, name: str, text: str, *labels: str) -> None:
        super().__init__(name, text, *labels)
        self._values: dict[Key, float] = {}
        self._read: Callable[[], Mapping[Key, float]] | None = None
        _gauges[name] = self

    def add(self, *values: str, by: float = 1) -> None:
        """Let there be `by` more."""
        key = self._bounded(values)
        self._values[key] = self._values.get(key, 0) + by

    def follow(self, read: Callable[[], Mapping[Key, float]]) -> None:
        """Ask `read` from now on."""
        self._read = read

    def now(self) -> Mapping[Key, float]:
        """Return the amounts by the values of the labels."""
        return self._read() if self._read else self._values


def take() -> dict[Key, float]:
    """Return what was added since the last time, and begin anew."""
    taken = dict(_added)
    _added.clear()
    return taken


def put_back(taken: Mapping[Key, float]) -> None:
    """Let what could not be told be told with what follows."""
    for key, value in taken.items():
        _added[key] = _added.get(key, 0) + value


def gauges() -> list[tuple[Key, float]]:
    """Return every gauge of this process as it is now."""
    return [
        ((gauge.name, "", *labels), value)
        for gauge in _gauges.values()
        for labels, value in gauge.now().items()
    ]


def note_outcome(kind: str, name: str, outcome: str) -> None:
    """Remember that a call of the outside just had this outcome."""
    _outcomes[kind, name, outcome] = time()


def take_outcomes() -> dict[Key, float]:
    """Return when each outcome was seen last, since the last time this was asked."""
    taken = dict(_outcomes)
    _outcomes.clear()
    return taken
