"""Twenty at once with one code or one signature: one gets in."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlmodel import col, func, select

from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.users.models import AuthSession, RecoveryCode, User
from app.features.users.service import signing
from app.features.users.service.ip_addresses import Origin
from app.main import create_app
from tests.factories.users import make_user
from tests.fakes.authenticator import Authenticator
from tests.features.users.factors import (
    ORIGIN,
    RECOVERY,
    TOTP,
    add_passkey,
    add_totp,
    answer_by_passkey,
    ask,
    code_of,
    finish,
    signed_in,
)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands: a code of a step is a code of that step."""
    with clock.freeze(datetime(2026, 7, 1, 12, tzinfo=UTC)):
        yield


@asynccontextmanager
async def _of(database: Database, settings: Settings) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=create_app(settings, database))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        yield client


async def _half_done(database: Database, user: User) -> str:
    """Half-done sign-ins by the dozen, past the limits that sign-ins have."""
    async with database.unit_of_work() as session:
        return await signing._half_done(session, user.id, Origin("192.0.2.9", "test"))


async def test_twenty_at_once_with_one_code_let_one_in(
    committed: Database, settings: Settings
) -> None:
    async with _of(committed, settings) as client:
        async with committed.unit_of_work() as session:
            user = await make_user(session)
        headers = await signed_in(client, user)
        secret, codes = await add_totp(client, headers)
        for grant, code in ((TOTP, code_of(secret)), (RECOVERY, codes[0])):
            tokens = [await _half_done(committed, user) for _ in range(20)]
            answers = await asyncio.gather(
                *(finish(client, grant, token, code) for token in tokens)
            )
            assert [answer.status_code for answer in answers].count(200) == 1
        token = await _half_done(committed, user)
        many = [finish(client, RECOVERY, token, code) for code in codes[1:6]]
        answers = await asyncio.gather(*many)
        assert [answer.status_code for answer in answers].count(200) == 1
    async with committed.unit_of_work() as session:
        begun = await session.scalar(select(func.count(col(AuthSession.id))))
        used = await session.scalar(
            select(func.count(col(RecoveryCode.id))).where(col(RecoveryCode.used_at).is_not(None))
        )
    assert (begun, used) == (4, 2)


async def test_twenty_at_once_with_one_signature_let_one_in(
    committed: Database, settings: Settings
) -> None:
    async with _of(committed, settings) as client:
        await committed.open()
        async with committed.unit_of_work() as session:
            user = await make_user(session)
        device = Authenticator(ORIGIN)
        await add_passkey(client, await signed_in(client, user), device)
        asked = await ask(client)
        signed = device.sign(asked["options"])
        answers = await asyncio.gather(
            *(answer_by_passkey(client, asked, signed) for _ in range(20))
        )
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 19]
