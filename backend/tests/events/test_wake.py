"""The wake-up of live streams, over the real channel."""

import redis

from app.core.settings import get_settings
from app.events.wake import CHANNEL, wake_soon

_SECONDS = 10


def test_every_commit_wakes_whoever_listens() -> None:
    client = redis.Redis.from_url(get_settings().redis_url)
    with client, client.pubsub() as channel:  # type: ignore[no-untyped-call] # redis has no type here
        channel.subscribe(CHANNEL)
        assert channel.get_message(timeout=_SECONDS)["type"] == "subscribe"
        for _ in range(2):
            wake_soon()
            assert channel.get_message(timeout=_SECONDS)["type"] == "message"
