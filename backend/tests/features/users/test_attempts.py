import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.users import service
from app.features.users.models import AttemptCount, CodePurpose, SignIn
from app.features.users.providers.passwords import PasswordPool
from app.main import create_app
from tests.factories.users import make_user
from tests.features.users.factors import (
    TOTP,
    add_totp,
    code_of,
    finish,
    half_signed_in,
    sign_in,
    signed_in,
)
from tests.one_transaction import OneTransaction

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
WRONG = "wrong horse battery"
_BURST = 10  # fewer than may wait for a hashing thread
BROWSER = {"x-refresh-transport": "cookie"}


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def _from(app: FastAPI, ip: str) -> AsyncClient:
    """A browser at this address, with a cookie jar of its own."""
    transport = ASGITransport(app=app, client=(ip, 1), raise_app_exceptions=False)
    base = "http://panel.test/api/v1"
    return AsyncClient(transport=transport, base_url=base, headers=BROWSER)


async def _guess(client: AsyncClient, email: str, times: int) -> list[int]:
    return [(await sign_in(client, email, WRONG)).status_code for _ in range(times)]


async def test_after_ten_guesses_even_the_right_password_waits(
    client: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    assert await _guess(client, user.email, 12) == [*[400] * 10, 429, 429]
    locked = await sign_in(client, user.email.upper())
    assert (locked.status_code, locked.json()["code"]) == (429, "sign_in_locked")
    assert locked.headers["retry-after"] == "900"
    outcomes = (await session.scalars(select(SignIn.outcome))).all()
    assert [outcomes.count("wrong_password"), outcomes.count("locked")] == [10, 1]
    with clock.freeze(NOW + timedelta(minutes=15)):
        assert (await sign_in(client, user.email)).status_code == 200


async def test_a_known_and_an_unknown_address_are_answered_alike_to_the_byte(
    client: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    ends = []
    for email in (user.email, "nobody@example.com"):
        answers = [await sign_in(client, email, WRONG) for _ in range(12)]
        ends.append([_bytes(answer) for answer in answers])
    assert ends[0] == ends[1]
    log = (await session.scalars(select(SignIn.user_id))).all()
    assert [log.count(user.id), log.count(None)] == [11, 11]


def _bytes(answer: Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    request_id = answer.headers["x-request-id"]
    headers = [(name, value) for name, value in answer.headers.items() if value != request_id]
    plain = [(n, v) for n, v in headers if not n.startswith("ratelimit")]
    return answer.status_code, answer.content.replace(request_id.encode(), b""), plain


async def test_the_same_work_is_done_whether_somebody_is_known(
    client: AsyncClient,
    session: AsyncSession,
    database: OneTransaction,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted, not timed: the hashes tried, each at its cost, and every statement."""
    user = await make_user(session)
    hashed: list[str] = []
    check = PasswordPool._check

    def noted(pool: PasswordPool, password: str, given: str) -> tuple[bool, str | None]:
        hashed.append(given.rsplit("$", 2)[0])
        return check(pool, password, given)

    monkeypatch.setattr(PasswordPool, "_check", noted)
    work: dict[str, list[tuple[list[str], list[str], int]]] = {
        user.email: [],
        "nobody@example.com": [],
    }
    for email, done in work.items():
        for _ in range(12):
            statements.clear()
            hashed.clear()
            database.statements = 0
            await sign_in(client, email, WRONG)
            ran = [re.sub(r"sa_savepoint_\d+", "savepoint", one) for one in statements]
            done.append((ran, list(hashed), database.statements))
    known, unknown = work.values()
    assert known == unknown
    assert [len(hashes) for _, hashes, _ in known] == [*[1] * 10, 0, 0]


async def test_a_stranger_cannot_lock_the_owner_out(app: FastAPI, session: AsyncSession) -> None:
    user = await make_user(session)
    async with _from(app, "198.51.100.7") as home, _from(app, "198.51.100.66") as stranger:
        assert (await sign_in(home, user.email)).status_code == 200
        assert 429 in await _guess(stranger, user.email, 11)
        assert (await sign_in(stranger, user.email)).status_code == 429
        assert (await sign_in(home, user.email)).status_code == 200
    async with _from(app, "203.0.113.9") as elsewhere:
        assert (await sign_in(elsewhere, user.email)).status_code == 200


async def test_a_device_is_known_to_one_person_and_guesses_no_more_than_others(
    app: FastAPI, session: AsyncSession
) -> None:
    user, other = await make_user(session), await make_user(session)
    async with _from(app, "198.51.100.7") as home:
        await sign_in(home, user.email)
        assert (await _guess(home, user.email, 11))[-1] == 429
        assert (await _guess(home, other.email, 11))[-1] == 429
        home.cookies.set("device", "forged.0000", domain="panel.test")
        assert (await sign_in(home, other.email)).status_code == 429
    async with _from(app, "2001:db8:1::1") as near, _from(app, "2001:db8:1:2::2") as beside:
        assert (await _guess(near, other.email, 11))[-1] == 429
        assert (await sign_in(beside, other.email)).status_code == 429


async def test_codes_are_not_guessed_by_beginning_again_and_again(
    app: FastAPI, session: AsyncSession
) -> None:
    user = await make_user(session)
    async with _from(app, "198.51.100.7") as home:
        headers = await signed_in(home, user)
        secret, _ = await add_totp(home, headers)
        seen = []
        for network in range(5):
            async with _from(app, f"192.0.{network}.1") as thief:
                token = await half_signed_in(thief, user)
                seen += [(await finish(thief, TOTP, token, "000000")).status_code for _ in range(5)]
        assert seen == [*[400] * 20, *[429] * 5]
        async with _from(app, "203.0.113.9") as elsewhere:
            token = await half_signed_in(elsewhere, user)
            locked = await finish(elsewhere, TOTP, token, code_of(secret))
            assert (locked.status_code, locked.json()["code"]) == (429, "sign_in_locked")
        token = await half_signed_in(home, user)
        assert (await finish(home, TOTP, token, code_of(secret))).status_code == 200
    outcomes = (await session.scalars(select(SignIn.outcome))).all()
    assert [outcomes.count("wrong_code"), outcomes.count("locked")] == [20, 1]


async def test_a_burst_of_guesses_is_no_faster(committed: Database, settings: Settings) -> None:
    transport = ASGITransport(app=create_app(settings, committed))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        await committed.open()
        async with committed.unit_of_work() as session:
            user = await make_user(session)
        answers = await asyncio.gather(*(sign_in(client, user.email, WRONG) for _ in range(20)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [*[400] * 10, *[429] * 10]


async def _guess_from_everywhere(app: FastAPI, email: str, networks: range) -> list[int]:
    """Guess once from each of these networks, all at the same time."""

    async def once(network: int) -> int:
        async with _from(app, f"10.{network // 256}.{network % 256}.9") as thief:
            return (await sign_in(thief, email, WRONG)).status_code

    return sorted(await asyncio.gather(*(once(network) for network in networks)))


async def test_guesses_from_ever_changing_addresses_are_bounded_and_known_devices_come_in(
    committed: Database, settings: Settings
) -> None:
    app = create_app(settings, committed)
    await committed.open()
    async with committed.unit_of_work() as session:
        user, other = await make_user(session), await make_user(session)
    async with _from(app, "198.51.100.7") as home, _from(app, "203.0.113.9") as elsewhere:
        assert (await sign_in(home, user.email)).status_code == 200
        bursts = [
            await _guess_from_everywhere(app, user.email, range(n, n + _BURST))
            for n in range(0, 200, _BURST)
        ]
        assert [burst.count(400) for burst in bursts] == [*[_BURST] * 5, *[0] * 15]
        assert (await sign_in(elsewhere, user.email)).status_code == 429
        assert (await sign_in(home, user.email)).status_code == 200
        assert (await sign_in(elsewhere, other.email)).status_code == 200
        with clock.freeze(NOW + timedelta(hours=1)):
            assert (await sign_in(elsewhere, user.email)).status_code == 200


async def test_right_passwords_of_programs_are_no_guesses(
    client: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    for _ in range(55):
        assert (await sign_in(client, user.email)).status_code == 200


async def test_another_password_by_mail_lets_a_new_device_in_under_attack(
    app: FastAPI, session: AsyncSession
) -> None:
    user = await make_user(session)
    for network in range(51):
        async with _from(app, f"10.0.{network}.9") as thief:
            await sign_in(thief, user.email, WRONG)
    reset = await service.issue_email_code(session, user.id, CodePurpose.RESET_PASSWORD)
    assert reset is not None
    async with _from(app, "203.0.113.9") as elsewhere:
        assert (await sign_in(elsewhere, user.email)).status_code == 429
        body = {"token": reset.link_token, "password": "another horse battery staple"}
        assert (await elsewhere.post("/auth/password/reset", json=body)).status_code == 204
        assert (await sign_in(elsewhere, user.email, body["password"])).status_code == 200


async def test_a_right_password_begins_the_count_anew(
    client: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    for _ in range(2):
        assert await _guess(client, user.email, 9) == [400] * 9
        assert (await sign_in(client, user.email)).status_code == 200
    left = (await session.scalars(select(AttemptCount.tries))).all()
    assert left == [18]  # of the address, from devices nobody knows


async def test_the_log_is_kept_for_half_a_year_and_says_what_went(
    client: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    said: list[str] = []
    handler = logger.add(lambda line: said.append(str(line)), level="INFO")
    with clock.freeze(NOW - timedelta(days=180, seconds=1)):
        await sign_in(client, user.email, WRONG)
    await sign_in(client, user.email, WRONG)
    await service.purge_sign_ins(session)
    await service.purge_sign_ins(session)
    logger.remove(handler)
    assert len((await session.scalars(select(SignIn))).all()) == 1
    assert len((await session.scalars(select(AttemptCount))).all()) == 2
    assert [line for line in said if "forgot 1 sign-ins" in line] == said[:1]
