"""Questions to workers: answered while somebody waits, by a worker that bears every answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.celery import questions
from app.celery.questions import Answering, NoAnswerError, ask, question
from app.celery.queues import Queue
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.dao.session import Database, UnitsOfWork


@pytest.fixture(autouse=True)
def own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """No question of another test reaches this one."""
    monkeypatch.setattr(questions, "_LIST", f"questions:{new_id()}:")
    monkeypatch.setattr(questions, "_questions", {})

    @question("echo", queue=Queue.AI, seconds=5)
    async def echo(_database: UnitsOfWork, word: str) -> object:
        if word == "fail":
            raise RuntimeError(word)
        return {"word": word * 2 if word != "long" else word * (1 << 20)}

    @question("slow", queue=Queue.AI, seconds=0.2)
    async def slow(_database: UnitsOfWork) -> None:
        await asyncio.Event().wait()

    assert [echo, slow]


@pytest.fixture
async def answering(settings: Settings, committed: Database) -> AsyncIterator[Answering]:
    made = Answering(settings.redis_url, [Queue.AI], committed)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.usefixtures("answering")
async def test_a_worker_answers_while_it_takes_the_next() -> None:
    found = await asyncio.gather(*(ask("echo", word=f"{number} ") for number in range(3)))
    assert found == [{"word": f"{number} " * 2} for number in range(3)]


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("word", ["fail", "long"])
async def test_an_answer_that_fails_or_is_too_long_is_none(word: str) -> None:
    with pytest.raises(NoAnswerError):
        await ask("echo", word=word)
    assert await ask("echo", word="a") == {"word": "aa"}


@pytest.mark.usefixtures("answering")
async def test_an_answer_that_takes_too_long_is_none() -> None:
    with pytest.raises(NoAnswerError):
        await ask("slow")


async def test_what_nobody_waits_for_any_more_is_not_answered(
    settings: Settings, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = questions._questions["echo"]
    monkeypatch.setitem(questions._questions, "echo", replace(known, seconds=0.01))
    with pytest.raises(NoAnswerError):
        await ask("echo", word="fail")
    monkeypatch.setitem(questions._questions, "echo", known)
    running = asyncio.create_task(Answering(settings.redis_url, [Queue.AI], committed).run())
    assert await ask("echo", word="b") == {"word": "bb"}
    running.cancel()


async def test_without_redis_the_asker_is_told_at_once(
    committed: Database, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    away = f"redis://127.0.0.1:{unused_tcp_port}/0"
    monkeypatch.setattr(get_settings(), "redis_url", away)
    with pytest.raises(NoAnswerError):
        await ask("echo", word="a")
    running = asyncio.create_task(Answering(away, [Queue.AI], committed).run())
    done, _ = await asyncio.wait({running}, timeout=0.1)
    assert not done
    running.cancel()
    await Answering(away, [], committed).run()
