import time
from collections.abc import Iterator, Mapping

import pytest

from app.features.deployments.providers import disk_usage, usage
from app.features.deployments.providers.usage import Counters, Reading, UsageWindow


def _reading(cpu: float, at: float, **counted: float | None) -> Reading:
    return Reading(cpu_seconds=cpu, memory_mb=1, at=at, counters=Counters(**counted))


def test_what_is_counted_is_averaged_since_the_last_reading() -> None:
    window, start = UsageWindow(), time.monotonic()
    first = _reading(1.0, start, network_in=1000, disk_write=50)
    assert window.needs_second({"a": first})
    new = window.usage("a", "a", first)
    assert (new.cpu_percent, new.network_in_rate, new.disk_write_rate) == (0.0, None, None)
    later = _reading(6.0, start + 10, network_in=3000, network_out=7, disk_write=50)
    assert not window.needs_second({"a": later})
    used = window.usage("a", "a", later)
    told = (used.cpu_percent, used.network_in_rate, used.disk_write_rate)
    assert told == pytest.approx((50.0, 200.0, 0.0))
    assert (used.network_out_rate, used.disk_read_rate) == (None, None)
    assert window.usage("a", "a", later, later).cpu_percent == 0.0


def test_a_new_start_counts_from_nothing_and_is_no_traffic() -> None:
    window, start = UsageWindow(), time.monotonic()
    window.usage("a", "a", _reading(9.0, start, network_in=1_000_000, disk_read=10))
    again = _reading(0.5, start + 10, network_in=2_000_000, disk_read=90)
    assert window.needs_second({"a": again})
    second = _reading(0.75, start + 10.25, network_in=2_000_100, disk_read=90)
    used = window.usage("a", "a", second, again)
    assert used.cpu_percent == pytest.approx(100.0)
    assert (used.network_in_rate, used.disk_read_rate) == (None, None)
    after = window.usage("a", "a", _reading(1.0, start + 20.25, network_in=2_001_100))
    assert after.network_in_rate == pytest.approx(100.0)


def test_one_counter_that_fell_leaves_the_others() -> None:
    window, start = UsageWindow(), time.monotonic()
    window.usage("a", "a", _reading(1.0, start, network_in=500, disk_read=500))
    used = window.usage("a", "a", _reading(2.0, start + 10, network_in=600, disk_read=5))
    assert used.network_in_rate == pytest.approx(10.0)
    assert used.disk_read_rate is None


def test_old_readings_are_evicted() -> None:
    window = UsageWindow()
    window.usage("a", "a", _reading(1, time.monotonic() - 2000))
    window.evict_old()
    assert window._last == {}


async def test_an_instance_new_to_the_process_is_read_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(usage, "WINDOW", UsageWindow())
    monkeypatch.setattr(usage, "WINDOW_SECONDS", 0)
    begun = time.monotonic()
    readings = iter([_reading(1.0, begun), _reading(1.5, begun + 1), _reading(2.0, begun + 11)])

    async def read() -> Mapping[str, Reading]:
        return {"a": next(readings)}

    (first,) = await usage.measure("n1", read)
    (second,) = await usage.measure("n1", read)
    assert [first.cpu_percent, second.cpu_percent] == pytest.approx([50.0, 5.0])


class _Disk:
    """A disk whose sizes can be set, and that counts how often it is asked."""

    def __init__(self) -> None:
        self.sizes: Mapping[str, float] | None = {"a": 10.0}
        self.asked = 0

    async def __call__(self) -> Mapping[str, float]:
        self.asked += 1
        if self.sizes is None:
            raise TimeoutError
        return self.sizes


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    moment = [10_000.0]
    disk_usage.forget()
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    yield moment
    disk_usage.forget()


async def test_disks_are_asked_now_and_then(now: list[float]) -> None:
    disk = _Disk()
    for seconds, expected in ((0, 10.0), (299, 10.0), (1, 20.0)):
        now[0] += seconds
        assert await disk_usage.remembered("n1", ["a"], disk) == {"a": expected}
        disk.sizes = {"a": 20.0}
    assert await disk_usage.remembered("n2", ["a"], disk) == {"a": 20.0}
    assert disk.asked == 3


async def test_a_new_name_is_looked_for_soon(now: list[float]) -> None:
    disk = _Disk()
    await disk_usage.remembered("n1", ["a"], disk)
    disk.sizes = {"a": 10.0, "b": 5.0}
    now[0] += 29
    assert "b" not in await disk_usage.remembered("n1", ["a", "b"], disk)
    now[0] += 1
    assert (await disk_usage.remembered("n1", ["a", "b"], disk))["b"] == 5.0


async def test_a_disk_that_does_not_answer_is_left_alone_and_the_last_answer_holds(
    now: list[float],
) -> None:
    disk = _Disk()
    await disk_usage.remembered("n1", ["a"], disk)
    disk.sizes = None
    for seconds, expected, asked in ((300, {"a": 10.0}, 2), (30, {"a": 10.0}, 2), (600, {}, 3)):
        now[0] += seconds
        assert await disk_usage.remembered("n1", ["a", "b"], disk) == expected
        assert disk.asked == asked
