import errno
import time

import pytest

from app.features.monitoring.providers import http
from app.features.monitoring.providers.http import Endpoint, Limits, check
from tests.features.monitoring.origin import BROKEN, WELL, Origin, floods, says, slams, stalls

_QUICK = Limits(timeout=0.3)


def _at(port: int, key: object = None, host: str = "127.0.0.1") -> Endpoint[object]:
    return Endpoint(key or port, host, port, f"shop.example:{port}")


async def test_each_way_of_misbehaving_has_its_reason_and_harms_no_other(origin: Origin) -> None:
    elsewhere = await origin.serve(WELL)
    moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere}/\r\n\r\n".encode()
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    expected = {
        await origin.serve(WELL): http.OK,
        await origin.serve(says(moved)): http.OK,
        await origin.serve(floods): http.OK,
        await origin.serve(BROKEN): "http_503",
        await origin.serve(says(b"\x00\x01 not a web server")): http.INVALID,
        await origin.serve(says(cut)): http.CUT,
        await origin.serve(slams): http.CUT,
        await origin.serve(stalls): http.TIMEOUT,
        await origin.refuse(): http.REFUSED,
    }
    outcomes = await check([_at(port) for port in expected], _QUICK)
    assert {outcome.key: outcome.reason for outcome in outcomes} == expected
    assert origin.calls[elsewhere] == 0


async def test_names_are_not_resolved_and_odd_addresses_fail_alone(origin: Origin) -> None:
    port = await origin.serve(WELL)
    odd = [_at(port, "name", "localhost"), _at(port, "none", ""), _at(0, "zero")]
    odd += [Endpoint("text", "127.0.0.1", port, "пример.рф")]
    outcomes = await check([*odd, _at(port, "well")], _QUICK)
    assert {outcome.key: outcome.reason for outcome in outcomes} == {
        "name": http.UNREACHABLE,
        "none": http.UNREACHABLE,
        "zero": http.REFUSED,
        "text": http.UNREACHABLE,
        "well": http.OK,
    }
    assert origin.calls[port] == 2


async def test_many_at_a_time_within_a_few_sockets(origin: Origin) -> None:
    port = await origin.serve(WELL)
    endpoints = [_at(port, number + 1) for number in range(300)]
    outcomes = await check(endpoints, Limits(timeout=5, in_flight=20))
    assert {outcome.key for outcome in outcomes} == set(range(1, 301))
    assert {outcome.reason for outcome in outcomes} == {http.OK}
    assert origin.calls[port] == 300


async def test_those_that_stall_are_given_up_together(origin: Origin) -> None:
    port = await origin.serve(stalls)
    began = time.perf_counter()
    outcomes = await check([_at(port, number + 1) for number in range(50)], _QUICK)
    assert {outcome.reason for outcome in outcomes} == {http.TIMEOUT}
    assert all(300 <= outcome.latency_ms < 1000 for outcome in outcomes)
    assert time.perf_counter() - began < 2


async def test_a_batch_without_time_leaves_the_rest_unanswered(origin: Origin) -> None:
    stalling, well = await origin.serve(stalls), await origin.serve(WELL)
    endpoints = [_at(stalling, "stalls"), _at(well, "late")]
    assert await check(endpoints, Limits(timeout=5, budget=0.2, in_flight=1)) == []
    assert origin.calls[well] == 0


async def test_sockets_that_run_out_are_waited_for(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, left = await origin.serve(WELL), [3]
    real = http._connecting

    def connecting(host: str, number: int) -> object:
        if left[0] == 0:
            left[0] = 3
            raise OSError(errno.EMFILE, "too many open files")
        left[0] -= 1
        return real(host, number)

    monkeypatch.setattr(http, "_connecting", connecting)
    outcomes = await check([_at(port, number + 1) for number in range(20)], Limits(timeout=10.0))
    assert len(outcomes) == 20
    assert {outcome.reason for outcome in outcomes} == {http.OK}
