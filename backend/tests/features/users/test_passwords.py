import asyncio
import os
import threading

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import TypeAdapter, ValidationError

from app.core.errors import TooManyRequestsError
from app.features.users.providers.passwords import STAND_IN, PasswordPool
from app.features.users.schemas.passwords import Password
from tests.factories.users import HASH, PASSWORD

_WEAK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))


async def test_a_password_is_known_by_its_hash_alone() -> None:
    pool = PasswordPool()
    hashed = await pool.hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=7168,t=5,p=1$")
    assert await pool.check(PASSWORD, hashed) == (True, None)
    assert await pool.check("correct horse staple", hashed) == (False, None)


async def test_a_hash_of_older_parameters_is_renewed() -> None:
    right, better = await PasswordPool().check(PASSWORD, _WEAK.hash(PASSWORD))
    assert right
    assert better is not None
    assert "m=7168,t=5,p=1" in better


async def test_a_hash_that_nothing_matches_opens_nothing() -> None:
    assert await PasswordPool().check(PASSWORD, "!") == (False, None)


@pytest.mark.parametrize("hashed", [STAND_IN, HASH])
def test_what_stands_in_for_a_hash_costs_the_same(hashed: str) -> None:
    argon2 = PasswordPool().helper.password_hash.current_hasher
    assert not argon2.check_needs_rehash(hashed)


async def test_more_than_can_soon_be_done_is_refused_and_the_loop_stays_free() -> None:
    pool = PasswordPool(threads=1, waiting=1)
    gate = threading.Event()
    busy = [asyncio.ensure_future(pool._off_loop(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequestsError) as refused:
        await pool.hash(PASSWORD)
    assert refused.value.params == {"retry_after": 1}
    gate.set()
    assert await asyncio.gather(*busy) == [True, True]
    assert (await pool.check(PASSWORD, HASH))[0]


@pytest.mark.parametrize(("cores", "at_once"), [(1, 1), (2, 1), (4, 3), (64, 8)])
async def test_hashes_leave_a_core_to_whoever_answers(
    monkeypatch: pytest.MonkeyPatch, cores: int, at_once: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    before = set(threading.enumerate())
    pool, gate = PasswordPool(), threading.Event()
    waiting = [asyncio.ensure_future(pool._off_loop(gate.wait)) for _ in range(2 * at_once)]
    await asyncio.sleep(0)
    begun = set(threading.enumerate()) - before
    gate.set()
    assert all(await asyncio.gather(*waiting))
    assert len(begun) == at_once


async def test_hashing_gives_way_to_whoever_waits_for_an_answer() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert await PasswordPool()._off_loop(niceness) > niceness()


async def test_a_caller_that_left_gives_its_place_back() -> None:
    pool = PasswordPool(threads=1, waiting=0)
    begun, gate = threading.Event(), threading.Event()

    def hash_slowly() -> bool:
        begun.set()
        return gate.wait()

    gone = asyncio.ensure_future(pool._off_loop(hash_slowly))
    assert await asyncio.to_thread(begun.wait, 30)  # until then it could be cancelled itself
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    with pytest.raises(TooManyRequestsError):
        await pool.hash(PASSWORD)
    gate.set()
    await asyncio.to_thread(pool._places.acquire)
    pool._places.release()
    assert (await pool.check(PASSWORD, HASH))[0]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ninechars", "string_too_short"),
        ("x" * 129, "string_too_long"),
        ("Password123", "password_common"),
        ("abababababab", "password_common"),
    ],
)
def test_a_poor_password_is_refused(password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Password).validate_python(password)
    assert refused.value.errors()[0]["type"] == code


def test_no_kind_of_character_is_demanded() -> None:
    assert TypeAdapter(Password).validate_python("лошадь батарея скоба")
