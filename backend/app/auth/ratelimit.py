"""How often who may ask: counted in Redis for all processes, in memory while Redis is away.

Hits are taken from Redis in batches, so that a busy caller costs one round trip for many requests;
what a batch holds is the most that processes can differ by.
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network
from time import monotonic, time
from typing import Any, cast

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from loguru import logger
from redis.exceptions import RedisError

from app.auth.principal import Principal
from app.core.errors import TooManyRequestsError
from app.core.settings import Settings

_AWAY_SECONDS = 5.0
_ANSWER_SECONDS = 0.2
_BATCH = 20
_BATCHES = 50
_REMEMBERED = 8192
_OFFICE = 4
_QUOTA = "hostwright.quota"


class RouteClass(StrEnum):
    """Kinds of requests that are limited apart."""

    AUTH = "auth"
    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left to a caller: of `limit` in `window` seconds, `remaining` for `reset` more."""

    name: str
    limit: int
    window: int
    remaining: int
    reset: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        policy = f'"{self.name}";q={self.limit};w={self.window}'
        left = f'"{self.name}";r={self.remaining};t={self.reset}'
        return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]


@dataclass(slots=True)
class _Batch:
    """Hits taken and not used yet, how many are left elsewhere, and when the window moves on."""

    left: int
    elsewhere: int
    ends: float


class RateLimiter:
    """Counts requests of one process's callers against the quotas of their route class."""

    def __init__(self, settings: Settings) -> None:
        self._items = {
            RouteClass.AUTH: parse(settings.rate_limit_auth),
            RouteClass.WRITE: parse(settings.rate_limit_write),
            RouteClass.READ: parse(settings.rate_limit_read),
        }
        self._address_items = {
            kind: item if kind is RouteClass.AUTH else _times(item, _OFFICE)
            for kind, item in self._items.items()
        }
        self._redis = RedisStorage(
            f"async+{settings.redis_url}",
            implementation="redispy",
            key_prefix="hostwright:limit",
            socket_timeout=_ANSWER_SECONDS,
            socket_connect_timeout=_ANSWER_SECONDS,
        )
        self._shared = SlidingWindowCounterRateLimiter(self._redis)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._away_until = 0.0
        self._batches: OrderedDict[tuple[RouteClass, str], _Batch] = OrderedDict()

    async def address(self, scope: dict[str, Any], route_class: RouteClass, ip: str) -> None:
        """Count a request against the address it comes from; raises TooManyRequestsError.

        Several people may share an address: where people are counted too, it gets more.
        """
        item = self._address_items[route_class]
        await self._count(scope, route_class, item, f"ip:{_neighbourhood(ip)}")

    async def caller(
        self, scope: dict[str, Any], route_class: RouteClass, principal: Principal
    ) -> None:
        """Count a request against the session or token; raises TooManyRequestsError."""
        key = str(principal.token_id or principal.session_id)
        await self._count(scope, route_class, self._items[route_class], key)

    async def close(self) -> None:
        """Close the connections to Redis."""
        await cast("Any", self._redis.bridge).storage.aclose()

    async def _count(
        self, scope: dict[str, Any], route_class: RouteClass, item: RateLimitItem, caller: str
    ) -> None:
        """Spend one hit; the scope keeps the quota that was counted last, a used up one too."""
        try:
            scope[_QUOTA] = await self._spend(route_class, item, caller)
        except TooManyRequestsError as error:
            wait = cast("int", error.params["retry_after"])
            scope[_QUOTA] = Quota(route_class, item.amount, item.get_expiry(), 0, wait)
            raise

    async def _spend(self, route_class: RouteClass, item: RateLimitItem, caller: str) -> Quota:
        key = (route_class, caller)
        batch = self._batches.get(key)
        if batch is None or batch.left == 0 or batch.ends <= time():
            batch = await self._taken(route_class, item, caller)
            self._batches[key] = batch
            if len(self._batches) > _REMEMBERED:
                self._batches.popitem(last=False)
        batch.left -= 1
        left = batch.left + batch.elsewhere
        reset = max(round(batch.ends - time()), 0)
        return Quota(route_class, item.amount, item.get_expiry(), left, reset)

    async def _taken(self, route_class: RouteClass, item: RateLimitItem, caller: str) -> _Batch:
        size = 1 if route_class is RouteClass.AUTH else _batch_size(item)
        if monotonic() >= self._away_until:
            try:
                return await _batch(self._shared, item, (route_class, caller), size)
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("each process counts requests alone, Redis is away: {}", error)
                self._away_until = monotonic() + _AWAY_SECONDS
        return await _batch(self._own, item, (route_class, caller), size)


def _times(item: RateLimitItem, factor: int) -> RateLimitItem:
    return type(item)(item.amount * factor, item.multiples)


def _batch_size(item: RateLimitItem) -> int:
    """Return a fiftieth of the quota, of a small one a few requests."""
    return min(max(_BATCH, item.amount // _BATCHES), item.amount)


async def _batch(
    limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, key: tuple[str, str], size: int
) -> _Batch:
    for wanted in dict.fromkeys((size, 1)):
        if await limiter.hit(item, *key, cost=wanted):
            stats = await limiter.get_window_stats(item, *key)
            return _Batch(wanted, stats.remaining, _end(item, stats.reset_time))
    stats = await limiter.get_window_stats(item, *key)
    raise TooManyRequestsError(retry_after=max(round(_end(item, stats.reset_time) - time()), 1))


def _end(item: RateLimitItem, reset_time: float) -> float:
    """Return when the window moves on; the library says "now" of one that has just begun."""
    now = time()
    return reset_time if reset_time > now + 1 else now + item.get_expiry()


@lru_cache(maxsize=4096)
def _neighbourhood(ip: str) -> str:
    """Return the address, or of IPv6 the network that one customer of a provider gets."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(ip_network((ip, 64), strict=False)) if address.version == 6 else ip  # noqa: PLR2004  the newer protocol


def quota_of(scope: dict[str, Any]) -> Quota | None:
    """Return what is left to the caller of a request that was counted."""
    found: Quota | None = scope.get(_QUOTA)
    return found
