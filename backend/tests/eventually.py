"""Waiting for what happens outside this process."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

_POLL_SECONDS = 0.02

Eventually = Callable[..., Awaitable[None]]


@pytest.fixture
def eventually() -> Eventually:
    """Wait until an asynchronous condition holds; fail when it does not in time."""

    async def wait(holds: Callable[[], Awaitable[object]], within: float = 20.0) -> None:
        deadline = time.monotonic() + within
        while not await holds():
            assert time.monotonic() < deadline, f"not within {within} s: {holds}"
            await asyncio.sleep(_POLL_SECONDS)

    return wait
