"""Counters, histograms and gauges of all processes together (see ADR 0061)."""

from app.core.metrics.calls import measured
from app.core.metrics.instruments import Counter, Gauge, Histogram, Kind, Sample, declared
from app.core.metrics.store import Publisher, outcomes, processes, roles, totals

__all__ = [
    "Counter",
    "Gauge",
    "Histogram",
    "Kind",
    "Publisher",
    "Sample",
    "declared",
    "measured",
    "outcomes",
    "processes",
    "roles",
    "totals",
]

PROCESSES = Gauge("hostwright_processes", "Processes that told of themselves lately.", "role")
"""Made of what each process tells; nobody sets it."""
