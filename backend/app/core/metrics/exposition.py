"""The text that Prometheus reads (exposition format 0.0.4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from app.core.metrics.instruments import BUCKETS, Instrument, Key, Kind, Sample

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Families:
    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def text_of(
    declared: Mapping[str, Instrument],
    counted: Mapping[Key, float],
    read: Sequence[Sample],
    help_of: Mapping[str, str],
) -> bytes:
    """Return what was counted and what was read; `help_of` explains the latter."""
    registry = CollectorRegistry()
    found = [*_counted(declared, counted), *_read(read, help_of)]
    registry.register(_Families(found))
    text: bytes = generate_latest(registry)
    return text


def _counted(declared: Mapping[str, Instrument], counted: Mapping[Key, float]) -> Iterator[Metric]:
    series: dict[str, dict[Key, dict[str, float]]] = {name: {} for name in declared}
    for (name, part, *labels), value in counted.items():
        series[name].setdefault(tuple(labels), {})[part] = value
    for name, instrument in declared.items():
        yield _family(instrument, series[name])


def _family(instrument: Instrument, series: Mapping[Key, Mapping[str, float]]) -> Metric:
    described = (instrument.name, instrument.text)
    if instrument.kind is Kind.HISTOGRAM:
        histogram = HistogramMetricFamily(*described, labels=instrument.labels)
        for labels, parts in series.items():
            histogram.add_metric(labels, _cumulated(parts), parts.get("sum", 0.0))
        return histogram
    family: CounterMetricFamily | GaugeMetricFamily
    if instrument.kind is Kind.COUNTER:
        family = CounterMetricFamily(*described, labels=instrument.labels)
    else:
        family = GaugeMetricFamily(*described, labels=instrument.labels)
    for labels, parts in series.items():
        family.add_metric(labels, parts[""])
    return family


def _cumulated(parts: Mapping[str, float]) -> list[tuple[str, float]]:
    total, found = 0.0, []
    for bound in (*map(str, BUCKETS), "+Inf"):
        total += parts.get(bound, 0.0)
        found.append((bound, total))
    return found


def _read(samples: Sequence[Sample], help_of: Mapping[str, str]) -> Iterator[Metric]:
    families: dict[str, GaugeMetricFamily] = {}
    for name, text in help_of.items():
        labels = next((list(one.labels) for one in samples if one.name == name), [])
        families[name] = GaugeMetricFamily(name, text, labels=labels)
    for one in samples:
        families[one.name].add_metric(list(one.labels.values()), one.value)
    yield from families.values()
