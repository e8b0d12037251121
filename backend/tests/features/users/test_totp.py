from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.core import clock
from app.core.crypto import seal
from app.core.settings import Settings
from app.events.models import AuditRecord
from app.features.users import service
from app.features.users.dao.factors import TotpDAO
from app.features.users.models import RecoveryCode, SignInChallenge, Totp, User
from app.features.users.service import factors
from tests.factories.users import make_user
from tests.features.users.factors import (
    PASSKEY,
    RECOVERY,
    TOTP,
    Headers,
    add_totp,
    code_of,
    finish,
    half_signed_in,
    sign_in,
    signed_in,
)

Drain = Callable[[], Awaitable[int]]

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands: a code of a step is a code of that step."""
    with clock.freeze(NOW):
        yield


@pytest.fixture
async def user(session: AsyncSession) -> User:
    return await make_user(session, email="vera@example.com")


@pytest.fixture
async def headers(client: AsyncClient, user: User) -> Headers:
    return await signed_in(client, user)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
async def test_codes_are_those_of_rfc_6238(
    session: AsyncSession, settings: Settings, user: User, seconds: int, code: str
) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    key = settings.secret_key.get_secret_value()
    session.add(
        Totp(
            user_id=user.id,
            sealed=seal(key, secret.encode()),
            created_at=NOW,
            confirmed_at=NOW,
        )
    )
    await session.flush()
    with clock.freeze(datetime.fromtimestamp(seconds, UTC)):
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        assert not await factors.spend_totp(session, settings, user.id, wrong)
        assert await factors.spend_totp(session, settings, user.id, code)
        assert not await factors.spend_totp(session, settings, user.id, code)


async def test_an_app_is_set_up_shown_once_and_asked_for_from_then_on(
    client: AsyncClient, user: User, headers: Headers, session: AsyncSession
) -> None:
    begun = (await client.post("/me/totp", headers=headers)).json()
    assert begun["uri"].startswith("otpauth://totp/Hostwright:vera%40example.com?secret=")
    assert begun["secret"] in begun["uri"]
    assert begun["qr_svg"].startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in begun["qr_svg"]
    wrong = await client.post("/me/totp/confirm", json={"code": "000000"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "totp_code_wrong")
    body = {"code": code_of(begun["secret"])}
    confirmed = await client.post("/me/totp/confirm", json=body, headers=headers)
    codes = confirmed.json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert all(len(code) == 29 for code in codes)
    kept = (await session.scalars(select(Totp))).one()
    assert begun["secret"].encode() not in kept.sealed
    security = (await client.get("/me/security", headers=headers)).json()
    assert security["totp"] == {"enabled": True, "enabled_at": "2026-07-01T12:00:00+00:00"}
    assert security["recovery_codes_left"] == 10
    assert security["recent_auth_until"] == "2026-07-01T12:05:00+00:00"
    assert security["second_factor_required"] is False
    again = await client.post("/me/totp", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "totp_enabled")
    late = await client.post("/me/totp/confirm", json=body, headers=headers)
    assert (late.status_code, late.json()["code"]) == (409, "totp_not_begun")
    assert await factors.has_second_factor(session, user.id)


async def test_nothing_is_confirmed_that_was_not_begun_or_too_long_ago(
    client: AsyncClient, headers: Headers, session: AsyncSession
) -> None:
    none = await client.post("/me/totp/confirm", json={"code": "123456"}, headers=headers)
    assert none.json()["code"] == "totp_not_begun"
    secret = (await client.post("/me/totp", headers=headers)).json()["secret"]
    with clock.freeze(NOW + timedelta(minutes=10, seconds=1)):
        body = {"code": code_of(secret)}
        late = await client.post("/me/totp/confirm", json=body, headers=headers)
        assert late.json()["code"] == "totp_not_begun"
        await service.purge_sign_ins(session)
    assert (await session.scalars(select(Totp))).all() == []


async def test_a_secret_replaced_while_it_was_confirmed_does_not_count(
    client: AsyncClient,
    user: User,
    headers: Headers,
    session: AsyncSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = (await client.post("/me/totp", headers=headers)).json()["secret"]
    confirm = TotpDAO.confirm

    async def late(self: TotpDAO, totp_id: UUID, sealed: bytes, step: int, now: datetime) -> bool:
        assert await self.begin(user.id, b"another secret", now)
        return await confirm(self, totp_id, sealed, step, now)

    monkeypatch.setattr(TotpDAO, "confirm", late)
    body = {"code": code_of(secret)}
    answer = await client.post("/me/totp/confirm", json=body, headers=headers)
    assert answer.json()["code"] == "totp_not_begun"
    assert not await factors.has_second_factor(session, user.id)


async def test_the_password_alone_opens_nothing(
    client: AsyncClient, user: User, headers: Headers
) -> None:
    secret, _ = await add_totp(client, headers)
    answer = await sign_in(client, user.email)
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["code"] == problem["error"] == "mfa_required"
    assert problem["methods"] == ["totp", "recovery_code"]
    assert "access_token" not in problem
    done = await finish(client, TOTP, problem["mfa_token"], code_of(secret))
    assert done.status_code == 200
    mine = {"authorization": f"Bearer {done.json()['access_token']}"}
    assert (await client.get("/me", headers=mine)).status_code == 200
    log = (await client.get("/me/sign-ins", headers=mine)).json()
    seen = [(line["method"], line["outcome"]) for line in log["items"]]
    assert seen == [
        ("totp", "succeeded"),
        ("password", "second_factor_needed"),
        ("password", "succeeded"),
    ]
    assert log["items"][0]["ip"] == "127.0.0.1"
    few = await client.get("/me/sign-ins?outcome=second_factor_needed", headers=mine)
    assert few.json()["total"] == 1


@pytest.mark.parametrize(("steps", "status"), [(-2, 400), (-1, 200), (0, 200), (1, 200), (2, 400)])
async def test_clocks_may_differ_by_one_step(
    client: AsyncClient, user: User, headers: Headers, steps: int, status: int
) -> None:
    secret, _ = await add_totp(client, headers)
    with clock.freeze(NOW + timedelta(minutes=2)):
        token = await half_signed_in(client, user)
        answer = await finish(client, TOTP, token, code_of(secret, steps=steps))
    assert answer.status_code == status


async def test_a_code_counts_once_and_no_older_one_after_it(
    client: AsyncClient, user: User, headers: Headers
) -> None:
    secret, _ = await add_totp(client, headers)
    token = await half_signed_in(client, user)
    assert (await finish(client, TOTP, token, code_of(secret, steps=1))).status_code == 200
    for steps in (1, 0, -1):
        token = await half_signed_in(client, user)
        answer = await finish(client, TOTP, token, code_of(secret, steps=steps))
        assert answer.json()["code"] == "wrong_code"
        assert answer.json()["error"] == "invalid_grant"


async def test_a_half_done_sign_in_is_finished_once(
    client: AsyncClient, user: User, headers: Headers
) -> None:
    secret, codes = await add_totp(client, headers)
    token = await half_signed_in(client, user)
    assert (await finish(client, TOTP, token, code_of(secret))).status_code == 200
    again = await finish(client, RECOVERY, token, codes[0])
    assert (again.status_code, again.json()["code"]) == (400, "mfa_expired")
    assert (await finish(client, RECOVERY, "hwm_made-up", codes[0])).json()["code"] == "mfa_expired"


async def test_after_five_wrong_codes_it_begins_anew(
    client: AsyncClient, user: User, headers: Headers
) -> None:
    secret, _ = await add_totp(client, headers)
    token = await half_signed_in(client, user)
    for _ in range(5):
        assert (await finish(client, TOTP, token, "000000")).json()["code"] == "wrong_code"
    assert (await finish(client, TOTP, token, code_of(secret))).json()["code"] == "mfa_expired"


async def test_a_half_done_sign_in_ends_after_five_minutes(
    client: AsyncClient, user: User, headers: Headers, session: AsyncSession
) -> None:
    secret, _ = await add_totp(client, headers)
    token = await half_signed_in(client, user)
    with clock.freeze(NOW + timedelta(minutes=5)):
        late = await finish(client, TOTP, token, code_of(secret))
        assert late.json()["code"] == "mfa_expired"
    with clock.freeze(NOW + timedelta(minutes=5, seconds=1)):
        await service.purge_sign_ins(session)
    assert (await session.scalars(select(SignInChallenge))).all() == []


@pytest.mark.parametrize("change", ["password", "disabled", "factor"])
async def test_a_half_done_sign_in_does_not_outlive_what_it_began_with(
    client: AsyncClient, user: User, headers: Headers, session: AsyncSession, change: str
) -> None:
    secret, _ = await add_totp(client, headers)
    token = await half_signed_in(client, user)
    if change == "password":
        user.password_changed_at = NOW + timedelta(seconds=1)
    elif change == "disabled":
        user.is_active = False
    else:
        await client.post("/me/recovery-codes", headers=headers)
    await session.flush()
    answer = await finish(client, TOTP, token, code_of(secret))
    assert answer.json()["code"] == "mfa_expired"


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": TOTP, "code": "123456"},
        {"grant_type": RECOVERY, "mfa_token": "hwm_x"},
        {"grant_type": PASSKEY, "credential": "{}"},
        {"grant_type": PASSKEY, "challenge_id": "01890000-0000-7000-8000-000000000000"},
    ],
)
async def test_a_grant_says_what_it_misses(client: AsyncClient, form: dict[str, str]) -> None:
    answer = await client.post("/auth/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_recovery_code_stands_in_once_however_it_is_written(
    client: AsyncClient,
    user: User,
    headers: Headers,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    _, codes = await add_totp(client, headers)
    assert {codes[0], codes[0].replace("-", "")}.isdisjoint(
        (await session.scalars(select(RecoveryCode.digest))).all()
    )
    await drain()
    emails.clear()
    token = await half_signed_in(client, user)
    done = await finish(client, RECOVERY, token, codes[0].upper().replace("-", " "))
    assert done.status_code == 200
    token = await half_signed_in(client, user)
    assert (await finish(client, RECOVERY, token, codes[0])).json()["code"] == "wrong_code"
    security = (await client.get("/me/security", headers=headers)).json()
    assert security["recovery_codes_left"] == 9
    await drain()
    assert "A recovery code was used" in str(emails[0]["Subject"])


async def test_new_recovery_codes_replace_the_older_ones(
    client: AsyncClient, user: User, headers: Headers, session: AsyncSession
) -> None:
    none = await client.post("/me/recovery-codes", headers=headers)
    assert (none.status_code, none.json()["code"]) == (409, "second_factor_missing")
    _, old = await add_totp(client, headers)
    new = (await client.post("/me/recovery-codes", headers=headers)).json()["recovery_codes"]
    token = await half_signed_in(client, user)
    assert (await finish(client, RECOVERY, token, old[0])).json()["code"] == "wrong_code"
    assert (await finish(client, RECOVERY, token, new[0])).status_code == 200
    assert await session.scalar(select(func.count(col(RecoveryCode.id)))) == 10


async def test_a_stranger_cannot_use_anothers_recovery_code(
    client: AsyncClient, headers: Headers, session: AsyncSession
) -> None:
    _, codes = await add_totp(client, headers)
    other = await make_user(session)
    theirs = await signed_in(client, other)
    await add_totp(client, theirs)
    token = await half_signed_in(client, other)
    assert (await finish(client, RECOVERY, token, codes[0])).json()["code"] == "wrong_code"


async def test_a_change_of_factors_ends_other_sessions_and_is_told(
    client: AsyncClient,
    app: FastAPI,
    user: User,
    headers: Headers,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    elsewhere = await signed_in(client, user)
    await add_totp(client, headers)
    app.state.authenticator.forget()
    assert (await client.get("/me", headers=elsewhere)).status_code == 401
    assert (await client.get("/me", headers=headers)).status_code == 200
    assert (await client.delete("/me/totp", headers=headers)).status_code == 204
    assert (await client.delete("/me/totp", headers=headers)).status_code == 404
    assert (await sign_in(client, user.email)).status_code == 200
    assert (await session.scalars(select(RecoveryCode))).all() == []
    acts = (
        await session.scalars(select(AuditRecord.action).order_by(col(AuditRecord.position)))
    ).all()
    assert acts == [
        *("session.created", "session.created"),
        *("totp.enabled", "totp.disabled", "session.created"),
    ]
    await drain()
    told = [str(email["Subject"]) for email in emails]
    assert any("An authenticator app was added" in subject for subject in told)
    assert any("The authenticator app was removed" in subject for subject in told)


async def test_factors_are_changed_under_a_fresh_proof_only(
    client: AsyncClient, headers: Headers
) -> None:
    with clock.freeze(NOW + timedelta(minutes=5, seconds=1)):
        for method, path in (
            ("POST", "/me/totp"),
            ("DELETE", "/me/totp"),
            ("POST", "/me/recovery-codes"),
            ("POST", "/me/passkeys/options"),
            ("DELETE", "/me/passkeys/01890000-0000-7000-8000-000000000000"),
        ):
            answer = await client.request(method, path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required"), path
