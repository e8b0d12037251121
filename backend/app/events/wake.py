"""Waking live streams: a Redis message says "there is news"; the news itself is in PostgreSQL."""

import os
import threading

import redis
from loguru import logger

from app.core.settings import get_settings

CHANNEL = "hostwright:events"
_TIMEOUT_SECONDS = 1.0
_flags: dict[int, threading.Event] = {}
_lock = threading.Lock()


def wake_soon() -> None:
    """Tell every API process that new events were committed; returns at once."""
    with _lock:
        flag = _flags.get(os.getpid())
        if flag is None:
            flag = _flags[os.getpid()] = threading.Event()
            threading.Thread(target=_run, args=(flag,), name="wake", daemon=True).start()
    flag.set()


def _run(flag: threading.Event) -> None:
    client = redis.Redis.from_url(
        get_settings().redis_url,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        socket_timeout=_TIMEOUT_SECONDS,
    )
    while True:
        flag.wait()
        flag.clear()
        try:
            client.publish(CHANNEL, b"1")
        except redis.RedisError as error:
            logger.warning("no wake-up for live streams, they will poll: {}", error)
