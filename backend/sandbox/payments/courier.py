"""Carries webhooks to merchants, again and again until one is accepted with a 2xx.

What is to be delivered stands in the books, so a killed provider goes on where it was.
"""

import asyncio
import sqlite3
import ssl
import time
from functools import lru_cache
from typing import NamedTuple

import httpx2

from sandbox.payments.books import Books
from sandbox.payments.settings import Settings
from sandbox.payments.signature import HEADER, signature

HANDS = 16
DUE = """
    SELECT delivery.id, delivery.due, event.url, event.body,
        (SELECT count(*) FROM attempt WHERE attempt.delivery = delivery.id) AS attempts
    FROM delivery JOIN event ON event.id = delivery.event
    WHERE delivery.state = 'pending' ORDER BY delivery.due, delivery.id LIMIT ?
"""


@lru_cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class Outcome(NamedTuple):
    """What came of one attempt: the HTTP status, or the name of what went wrong."""

    status: int | None
    error: str | None

    @property
    def accepted(self) -> bool:
        """Whether the merchant took it."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - any 2xx


class Courier:
    """Delivers what is due, at most HANDS at a time."""

    def __init__(self, books: Books, settings: Settings) -> None:
        """Deliver from `books` at the pace of `settings`."""
        self._books = books
        self._settings = settings
        self._news = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look at the books again now: something was added."""
        self._news.set()

    async def run(self) -> None:
        """Work until cancelled; what was under way then is delivered after the next start."""
        timeout = httpx2.Timeout(self._settings.webhook_timeout)
        try:
            async with httpx2.AsyncClient(
                timeout=timeout, trust_env=False, verify=_trust()
            ) as client:
                while True:
                    self._news.clear()
                    await self._rest(self._send_due(client))
        finally:
            for task in self._busy.values():
                task.cancel()

    def _send_due(self, client: httpx2.AsyncClient) -> float | None:
        """Start what is due; returns the seconds until the next one, None when none waits."""
        for row in self._books.rows(DUE, 2 * HANDS):
            if row["id"] in self._busy:
                continue
            wait: float = row["due"] - time.time()
            if wait > 0:
                return wait
            if len(self._busy) < HANDS:
                self._start(client, row)
        return None

    def _start(self, client: httpx2.AsyncClient, row: sqlite3.Row) -> None:
        task = asyncio.create_task(self._deliver(client, row))
        self._busy[row["id"]] = task
        task.add_done_callback(lambda _: self._done(row["id"]))

    def _done(self, delivery: int) -> None:
        del self._busy[delivery]
        self.wake()

    async def _rest(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def _deliver(self, client: httpx2.AsyncClient, row: sqlite3.Row) -> None:
        """Make one attempt and write down what came of it."""
        at = time.time()
        outcome = await self._attempt(client, row["url"], row["body"].encode(), int(at))
        self._record(row["id"], row["attempts"] + 1, at, outcome)

    async def _attempt(self, client: httpx2.AsyncClient, url: str, body: bytes, at: int) -> Outcome:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "SandboxPayments/1",
            HEADER: signature(self._settings.webhook_secret, body, at),
        }
        try:
            # The status is all that counts: a merchant's endless answer is not read.
            async with (
                asyncio.timeout(self._settings.webhook_timeout),
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                return Outcome(status=answer.status_code, error=None)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return Outcome(status=None, error=type(error).__name__)

    def _record(self, delivery: int, number: int, at: float, outcome: Outcome) -> None:
        elapsed = round((time.time() - at) * 1000)
        with self._books.transaction():
            self._books.write(
                "INSERT INTO attempt (delivery, number, at, status, error, duration_ms)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *(delivery, number, at, outcome.status, outcome.error, elapsed),
            )
            self._books.write(
                "UPDATE delivery SET state = ?, due = ? WHERE id = ?",
                *(self._state(number, outcome), time.time() + self._settings.backoff(number)),
                delivery,
            )

    def _state(self, number: int, outcome: Outcome) -> str:
        if outcome.accepted:
            return "delivered"
        return "pending" if number < self._settings.max_attempts else "exhausted"
