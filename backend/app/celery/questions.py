"""Questions to workers: short answers over Redis, for what only workers can reach.

The API has no way to the engines. It puts a question into the list of a queue and waits; a worker
of that queue takes it and answers into a list of its own. Nothing of it is kept: whoever still
wants to know asks again, and following is asking again and again. A question that nobody waits for
any more is not answered, an answer that nobody takes is gone after a minute.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis.asyncio as aioredis
from loguru import logger
from redis.exceptions import RedisError

from app.celery.queues import Queue
from app.core import clock, json
from app.core.context import Actor, ActorKind, acting
from app.core.errors import UnavailableError
from app.core.settings import get_settings
from app.dao.session import UnitsOfWork

_LIST = "hostwright:questions:"
_KEPT_SECONDS = 60
_AT_ONCE = 32
_WAIT_SECONDS = 5
_PAUSE_SECONDS = 1.0
_MAX_BYTES = 1 << 20

Answerer = Callable[..., Awaitable[Any]]


class NoAnswerError(UnavailableError):
    """No worker answered in time, or the one that did could not say."""

    code = "no_answer"
    message = "No worker answered in time. Try again in a minute."


@dataclass(frozen=True, slots=True)
class _Question:
    queue: str
    seconds: float
    answer: Answerer


_questions: dict[str, _Question] = {}


def question(name: str, *, queue: Queue, seconds: float) -> Callable[[Answerer], Answerer]:
    """Declare a coroutine `f(database, **payload)` that answers `name` with what JSON holds.

    `seconds` is how long the asker waits; the answer has at most a MiB.
    """

    def declare(function: Answerer) -> Answerer:
        _questions[name] = _Question(queue.value, seconds, function)
        return function

    return declare


async def ask(name: str, **payload: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    """Return a worker's answer; raises NoAnswerError where none comes in time."""
    asked = _questions[name]
    until = clock.now().timestamp() + asked.seconds
    answer_key = f"{_LIST}answer:{uuid4()}"
    message = json.dumps({"name": name, "to": answer_key, "until": until, "payload": payload})
    try:
        async with aioredis.from_url(get_settings().redis_url) as client:
            await client.rpush(_LIST + asked.queue, message)
            await client.expire(_LIST + asked.queue, _KEPT_SECONDS)
            found = await client.blpop([answer_key], timeout=asked.seconds)
    except (RedisError, OSError) as error:
        logger.warning("{} cannot be asked: {!r}", name, error)
        raise NoAnswerError from error
    answer = json.loads(found[1]) if found else {}
    if "answer" not in answer:
        raise NoAnswerError
    return answer["answer"]


class Answering:
    """A worker's side: takes the questions of its queues, so many at once."""

    def __init__(self, redis_url: str, queues: Iterable[str], database: UnitsOfWork) -> None:
        """Answer what is asked of these queues."""
        self._redis_url = redis_url
        self._lists = [_LIST + queue for queue in queues]
        self._database = database
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take questions until cancelled; without Redis it tries again every second."""
        while self._lists:
            try:
                async with aioredis.from_url(self._redis_url) as client:
                    await self._take(client)
            except (RedisError, OSError) as error:
                logger.warning("no question can be taken: {!r}", error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _take(self, client: "aioredis.Redis") -> None:
        while True:
            async with self._free:
                taken = await client.blpop(self._lists, timeout=_WAIT_SECONDS)
            if taken:
                task = asyncio.create_task(self._answer(client, json.loads(taken[1])))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def _answer(self, client: "aioredis.Redis", message: dict[str, Any]) -> None:
        left = message["until"] - clock.now().timestamp()
        asked = _questions.get(message["name"])
        if asked is None or left <= 0:
            return
        async with self._free, client.pipeline() as writing:
            answer = await self._said(asked, message, left)
            writing.rpush(message["to"], answer)
            writing.expire(message["to"], _KEPT_SECONDS)
            await writing.execute()

    async def _said(self, asked: _Question, message: dict[str, Any], left: float) -> bytes:
        """Return the answer; one that fails, or is too long, is none."""
        with acting(Actor(ActorKind.SYSTEM), f"question:{message['name']}"):
            try:
                async with asyncio.timeout(left):
                    said = await asked.answer(self._database, **message["payload"])
                encoded = json.dumps({"answer": said})
            except Exception as error:  # noqa: BLE001  whatever it was, the asker is told at once
                logger.warning("{} is not answered: {!r}", message["name"], error)
                return b"{}"
        return encoded if len(encoded) <= _MAX_BYTES else b"{}"
