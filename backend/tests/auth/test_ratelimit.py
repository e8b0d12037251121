import os
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import cycle
from typing import Any

import pytest

from app.auth import ratelimit as module
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.ratelimit import Quota, RateLimiter, RouteClass, quota_of
from app.core.errors import TooManyRequestsError
from app.core.ids import new_id
from app.core.settings import Settings

BROKER = os.environ.get("CELERY_BROKER_URL", "")
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["shared", "alone"])
async def limiter(request: pytest.FixtureRequest, settings: Settings) -> AsyncIterator[RateLimiter]:
    url = {"shared": BROKER or settings.redis_url, "alone": NOWHERE}[request.param]
    made = RateLimiter(_limits(settings, url))
    yield made
    await made.close()


def _limits(settings: Settings, url: str) -> Settings:
    few = {"rate_limit_auth": "3/hour", "rate_limit_write": "25/hour", "rate_limit_read": "50/hour"}
    return settings.model_copy(update={"redis_url": url, **few})


def _somebody() -> Principal:
    return Principal(new_id(), new_id(), new_id(), frozenset(Permission), frozenset())


async def _until_refused(limiter: RateLimiter, kind: RouteClass, who: Principal) -> int:
    return await _served(lambda: limiter.caller({}, kind, who))


async def _served(ask: Callable[[], Awaitable[None]]) -> int:
    for served in range(1_000):
        try:
            await ask()
        except TooManyRequestsError:
            return served
    raise AssertionError


async def test_everybody_gets_exactly_their_quota(limiter: RateLimiter) -> None:
    one, other = _somebody(), _somebody()
    assert await _until_refused(limiter, RouteClass.WRITE, one) == 25
    assert await _until_refused(limiter, RouteClass.WRITE, other) == 25
    assert await _until_refused(limiter, RouteClass.READ, one) == 50


async def test_guesses_are_counted_by_address(limiter: RateLimiter) -> None:
    ip = f"2001:db8:{new_id().hex[-4:]}:{new_id().hex[-8:-4]}::"
    for end in ("1", "2", "3"):
        await limiter.address({}, RouteClass.AUTH, ip + end)
    with pytest.raises(TooManyRequestsError):
        await limiter.address({}, RouteClass.AUTH, ip + "4")
    await limiter.address({}, RouteClass.AUTH, f"not-an-address-{new_id()}")


async def test_an_office_behind_one_address_gets_more(limiter: RateLimiter) -> None:
    ip = f"office-{new_id()}"
    assert await _served(lambda: limiter.address({}, RouteClass.WRITE, ip)) == 100
    with pytest.raises(TooManyRequestsError) as refused:
        await limiter.address({}, RouteClass.WRITE, ip)
    assert refused.value.params["retry_after"] in range(1, 3601)


async def test_what_is_left_is_told(limiter: RateLimiter) -> None:
    scope: dict[str, Any] = {}
    assert quota_of(scope) is None
    await limiter.caller(scope, RouteClass.READ, who := _somebody())
    first = quota_of(scope)
    await limiter.caller(scope, RouteClass.READ, who)
    second = quota_of(scope)
    assert first is not None
    assert second is not None
    assert (first.limit, first.window, first.remaining) == (50, 3600, 49)
    assert second.remaining == 48
    assert Quota("read", 50, 3600, 49, 12).headers() == [
        (b"ratelimit-policy", b'"read";q=50;w=3600'),
        (b"ratelimit", b'"read";r=49;t=12'),
    ]


@pytest.mark.skipif(not BROKER, reason="CELERY_BROKER_URL names no broker")
async def test_processes_share_one_quota(settings: Settings) -> None:
    who = _somebody()
    processes = [RateLimiter(_limits(settings, BROKER)) for _ in range(2)]
    turns = cycle(processes)
    assert await _served(lambda: next(turns).caller({}, RouteClass.AUTH, who)) == 3
    for limiter in processes:
        await limiter.close()


async def test_redis_away_is_asked_again_only_after_a_while(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter, now, asked = RateLimiter(_limits(settings, NOWHERE)), [1_000.0], 0
    real = limiter._shared.hit

    async def counted(*args: Any, **named: Any) -> bool:
        nonlocal asked
        asked += 1
        return await real(*args, **named)

    monkeypatch.setattr(limiter._shared, "hit", counted)
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    for _ in range(3):
        await limiter.caller({}, RouteClass.AUTH, _somebody())
    assert asked == 1
    now[0] += 6
    await limiter.caller({}, RouteClass.AUTH, _somebody())
    assert asked == 2
    await limiter.close()


async def test_memory_of_callers_is_bounded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    limiter = RateLimiter(_limits(settings, NOWHERE))
    for _ in range(4):
        await limiter.caller({}, RouteClass.READ, _somebody())
    assert len(limiter._batches) == 2
    await limiter.close()
