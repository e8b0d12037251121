from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import BuiltInRole
from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.settings import Settings
from app.events.models import AuditRecord, EventRow
from app.features.users.audit import AuditAction
from app.features.users.models import AuthSession
from tests.factories.users import PASSWORD, bearer, make_staff, make_user
from tests.fakes.authenticator import Authenticator
from tests.features.users.factors import (
    ORIGIN,
    add_passkey,
    add_totp,
    code_of,
    sign_in,
    signed_in,
)
from tests.features.users.person import Person

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=6)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


async def _prove(person: Person, **proof: object) -> Response:
    return await person.post("/me/step-up", **proof)


async def test_the_password_proves_whoever_has_no_second_factor(
    vera: Person, session: AsyncSession
) -> None:
    with clock.freeze(LATER):
        assert (await vera.post("/me/totp")).json()["code"] == "step_up_required"
        options = (await vera.post("/me/step-up/options")).json()
        assert options == {"methods": ["password"], "challenge_id": None, "options": None}
        proven = await _prove(vera, password=PASSWORD)
        assert proven.json() == {"recent_auth_until": "2026-07-01T12:11:00Z"}
        assert (await vera.post("/me/totp")).status_code == 201
    entry = (await session.scalars(select(AuditRecord))).one()
    assert (entry.action, entry.target_id) == (AuditAction.IDENTITY_PROVEN, vera.session.id)
    assert entry.changes == {"method": "password"}
    await session.refresh(vera.session)
    assert not vera.session.second_factor


async def test_whoever_has_a_second_factor_proves_by_it(
    client: AsyncClient, vera: Person, session: AsyncSession
) -> None:
    secret, codes = await add_totp(client, vera.headers)
    vera.session.second_factor = False
    await session.flush()
    with clock.freeze(LATER):
        alone = await _prove(vera, password=PASSWORD)
        assert (alone.status_code, alone.json()["code"]) == (403, "second_factor_needed")
        options = (await vera.post("/me/step-up/options")).json()
        assert options["methods"] == ["totp", "recovery_code"]
        code = code_of(secret)
        assert (await _prove(vera, totp=code)).status_code == 200
        await session.refresh(vera.session)
        assert vera.session.second_factor
        again = await _prove(vera, totp=code)
        assert (again.status_code, again.json()["code"]) == (422, "step_up_wrong")
        assert again.json()["params"] == {"tries_left": 4}
        assert (await _prove(vera, recovery_code=codes[0])).status_code == 200
        assert (await _prove(vera, recovery_code=codes[0])).status_code == 422


async def test_a_passkey_proves_once(
    client: AsyncClient, vera: Person, session: AsyncSession
) -> None:
    device = Authenticator(ORIGIN, verifies=False)
    await add_passkey(client, vera.headers, device)
    with clock.freeze(LATER):
        asked = (await vera.post("/me/step-up/options")).json()
        assert asked["methods"] == ["passkey"]
        signed = device.sign(asked["options"])
        proof = {"challenge_id": asked["challenge_id"], "credential": signed}
        assert (await _prove(vera, **proof)).status_code == 200
        assert (await _prove(vera, **proof)).json()["code"] == "step_up_wrong"
    other = await make_user(session)
    theirs = Authenticator(ORIGIN)
    await add_passkey(client, await signed_in(client, other), theirs)
    asked = (await vera.post("/me/step-up/options")).json()
    signed = theirs.sign(asked["options"])
    proof = {"challenge_id": asked["challenge_id"], "credential": signed}
    assert (await _prove(vera, **proof)).json()["code"] == "step_up_wrong"


async def test_the_fifth_wrong_proof_ends_the_session(
    client: AsyncClient, app: FastAPI, vera: Person, session: AsyncSession
) -> None:
    for left in (4, 3, 2, 1):
        answer = await _prove(vera, password="wrong horse battery")
        assert answer.json()["params"] == {"tries_left": left}
    assert (await _prove(vera, password="wrong horse battery")).status_code == 401
    app.state.authenticator.forget()
    assert (await client.get("/me", headers=vera.headers)).status_code == 401
    events = await session.scalars(
        select(EventRow.payload).where(col(EventRow.type) == "session.revoked")
    )
    assert [event["reason"] for event in events] == ["step_up_failed"]


async def test_wrong_proofs_are_forgotten_after_a_right_one_and_in_time(vera: Person) -> None:
    for _ in range(4):
        await _prove(vera, password="wrong horse battery")
    assert (await _prove(vera, password=PASSWORD)).status_code == 200
    for _ in range(4):
        await _prove(vera, password="wrong horse battery")
    with clock.freeze(NOW + timedelta(minutes=14, seconds=59)):
        answer = await _prove(vera, password="wrong horse battery")
        assert answer.status_code == 401


async def test_after_a_quarter_of_an_hour_wrong_proofs_are_counted_anew(
    vera: Person, settings: Settings
) -> None:
    for _ in range(4):
        await _prove(vera, password="wrong horse battery")
    with clock.freeze(NOW + timedelta(minutes=15)):
        renewed = await _renewed(vera, settings)
        answer = await renewed.post("/me/step-up", password="wrong horse battery")
        assert answer.json()["params"] == {"tries_left": 4}


async def _renewed(person: Person, settings: Settings) -> Person:
    """The same session with an access token of now."""
    token = AccessTokens(settings).issue(person.user.id, person.session.id)
    return Person(person.client, person.user, person.session, {"authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"password": PASSWORD, "totp": "123456"},
        {"challenge_id": "01890000-0000-7000-8000-000000000000"},
        {"credential": {}},
        {
            "password": PASSWORD,
            "credential": {},
            "challenge_id": "01890000-0000-7000-8000-000000000000",
        },
    ],
)
async def test_a_proof_is_one_proof(vera: Person, proof: dict[str, Any]) -> None:
    answer = await _prove(vera, **proof)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "step_up_ambiguous"


async def test_a_password_is_no_proof_of_an_app_one_has_not(vera: Person) -> None:
    assert (await _prove(vera, totp="123456")).json()["code"] == "step_up_wrong"


async def _staff(session: AsyncSession, settings: Settings, role: BuiltInRole) -> dict[str, str]:
    headers = await make_staff(session, settings, role)
    newest = select(AuthSession).order_by(col(AuthSession.id).desc()).limit(1)
    begun = (await session.scalars(newest)).one()
    begun.authenticated_at = clock.now()
    begun.second_factor = True
    await session.flush()
    return headers


async def test_staff_help_somebody_who_lost_every_factor(
    client: AsyncClient,
    vera: Person,
    session: AsyncSession,
    settings: Settings,
) -> None:
    await add_totp(client, vera.headers)
    await add_passkey(client, vera.headers, Authenticator(ORIGIN))
    staff = await _staff(session, settings, BuiltInRole.ADMIN)
    path = f"/admin/users/{vera.user.id}/actions/reset-second-factor"
    body = {"reason": "lost the phone, shown the passport"}
    assert (await client.post(path, json=body, headers=vera.headers)).status_code == 403
    assert (await client.post(path, json={}, headers=staff)).status_code == 422
    assert (await client.post(path, json=body, headers=staff)).status_code == 204
    assert (await client.get("/me", headers=vera.headers)).status_code == 401
    assert (await sign_in(client, vera.user.email)).status_code == 200
    entry = (
        await session.scalars(
            select(AuditRecord).where(col(AuditRecord.action) == AuditAction.SECOND_FACTOR_RESET)
        )
    ).one()
    assert (entry.target_id, entry.reason) == (vera.user.id, body["reason"])
    nobody = "/admin/users/01890000-0000-7000-8000-000000000000/actions/reset-second-factor"
    assert (await client.post(nobody, json=body, headers=staff)).status_code == 404


async def test_nobody_resets_an_equal_or_a_higher_one(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    admin = await _staff(session, settings, BuiltInRole.ADMIN)
    equal = (
        await client.get("/me", headers=await _staff(session, settings, BuiltInRole.ADMIN))
    ).json()
    owner_headers = await _staff(session, settings, BuiltInRole.OWNER)
    owner = (await client.get("/me", headers=owner_headers)).json()
    body = {"reason": "because I can"}
    for target in (equal, owner):
        path = f"/admin/users/{target['id']}/actions/reset-second-factor"
        answer = await client.post(path, json=body, headers=admin)
        assert (answer.status_code, answer.json()["code"]) == (403, "outranked")
    path = f"/admin/users/{equal['id']}/actions/reset-second-factor"
    assert (await client.post(path, json=body, headers=owner_headers)).status_code == 204


async def test_staff_are_told_that_policy_wants_a_second_factor(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = await make_staff(session, settings)
    strict = settings.model_copy(update={"staff_second_factor": True})
    monkeypatch.setattr("app.features.users.service.factors.get_settings", lambda: strict)
    assert (await client.get("/me/security", headers=headers)).json()["second_factor_required"]
    customer = await bearer(session, settings, (await make_user(session)).id)
    security = (await client.get("/me/security", headers=customer)).json()
    assert not security["second_factor_required"]
    assert security["recent_auth_until"] == "2026-07-01T12:05:00+00:00"
