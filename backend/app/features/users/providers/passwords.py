"""Argon2id in threads of its own: 21 ms of work that must never stand on the event loop."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core.errors import TooManyRequestsError

if TYPE_CHECKING:
    from fastapi_users.password import PasswordHelper

_MAX_THREADS = 8  # with 7 MiB each less than the 64 MiB that hashing may take
_WAITING = 40
_MEMORY_KIB = 7 * 1024
_PASSES = 5
_LANES = 1
_NICE = 15  # a thirtieth of a plain thread's share where every core is taken: put off, not starved
STAND_IN = (
    "$argon2id$v=19$m=7168,t=5,p=1$Dx75ktpUE3/QDS5P3gG3Bw$"
    "KDOdfhrZyuLEOUg3dTl4+g30fK2yCvwMfNWvWnMHByQ"
)
"""A hash of nobody's password, of the present cost: an unknown address takes as long."""

Result = TypeVar("Result")


def _helper() -> "PasswordHelper":
    """Return fastapi-users' helper with parameters of OWASP's Password Storage Cheat Sheet.

    Of its equally strong ones (7 MiB, five passes, one lane) take least of the processor's cache.
    """
    from fastapi_users.password import PasswordHelper  # noqa: PLC0415  brings the web framework, which workers never need

    argon2 = Argon2Hasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)
    return PasswordHelper(PasswordHash((argon2,)))


def _give_way() -> None:
    """Let whoever waits for an answer go before this thread: Linux schedules each by itself."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _threads() -> int:
    """Return how many hashes are made at once: one per core but the one that answers meanwhile.

    With hashes on every core whoever wakes waits for the scheduler's next tick.
    """
    return min(max(len(os.sched_getaffinity(0)) - 1, 1), _MAX_THREADS)


class PasswordPool:
    """Hashes and checks passwords off the loop; refuses more than it can soon do."""

    def __init__(self, threads: int | None = None, waiting: int = _WAITING) -> None:
        threads = threads or _threads()
        self.helper = _helper()
        self._places = BoundedSemaphore(threads + waiting)
        self._executor = ThreadPoolExecutor(threads, "passwords", _give_way)

    async def hash(self, password: str) -> str:
        """Return the password's hash; raises TooManyRequestsError when too many wait."""
        return await self._off_loop(lambda: self.helper.hash(password))

    async def check(self, password: str, hashed: str) -> tuple[bool, str | None]:
        """Tell whether the password is right, with a better hash where the old one is too weak.

        Takes as long for a hash that nothing can match. Raises TooManyRequestsError.
        """
        return await self._off_loop(lambda: self._check(password, hashed))

    def _check(self, password: str, hashed: str) -> tuple[bool, str | None]:
        try:
            return self.helper.verify_and_update(password, hashed)
        except UnknownHashError:
            self.helper.verify_and_update(password, STAND_IN)
            return False, None

    async def _off_loop(self, work: Callable[[], Result]) -> Result:
        if not self._places.acquire(blocking=False):
            raise TooManyRequestsError(retry_after=1)
        future = self._executor.submit(work)
        # The place is free when the thread is, also where the caller has gone meanwhile.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)


@lru_cache(maxsize=1)
def password_pool() -> PasswordPool:
    """Return this process's pool."""
    return PasswordPool()
