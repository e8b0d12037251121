"""What a process keeps for its whole life, and gives back when it ends."""

from collections.abc import Awaitable, Callable

from loguru import logger

Closer = Callable[[], Awaitable[None]]
_closers: list[Closer] = []


def on_close(closer: Closer) -> None:
    """Have `closer` awaited once, on the process's own loop, before that loop ends."""
    if closer not in _closers:
        _closers.append(closer)


async def close_all() -> None:
    """Await every closer; one that fails is logged and stops no other."""
    while _closers:
        try:
            await _closers.pop()()
        except Exception:  # noqa: BLE001  the process ends in any case
            logger.exception("something was not closed")
