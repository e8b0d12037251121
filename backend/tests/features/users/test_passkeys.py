from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Any

import pytest
from httpx2 import AsyncClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.features.users.dao.factors import PasskeyChallengeDAO
from app.features.users.models import AuthSession, Passkey, PasskeyChallenge, SignIn
from app.features.users.service import passkeys
from tests.factories.users import make_user
from tests.fakes.authenticator import Authenticator, encoded
from tests.features.users.factors import (
    ORIGIN,
    Headers,
    add_passkey,
    add_totp,
    answer_by_passkey,
    ask,
    half_signed_in,
    sign_in,
    signed_in,
)
from tests.features.users.person import Person

Drain = Callable[[], Awaitable[int]]
JSON = dict[str, Any]


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(ORIGIN)


async def _register(
    client: AsyncClient, headers: Headers, device: Authenticator, **lies: object
) -> JSON:
    asked = (await client.post("/me/passkeys/options", headers=headers)).json()
    body = {"challenge_id": asked["challenge_id"], "name": "Key"}
    body["credential"] = device.register(asked["options"], **lies)
    answer = await client.post("/me/passkeys", json=body, headers=headers)
    found: JSON = answer.json() | {"status": answer.status_code}
    return found


async def test_a_passkey_is_made_named_and_removed(
    client: AsyncClient,
    vera: Person,
    device: Authenticator,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    asked = (await client.post("/me/passkeys/options", headers=vera.headers)).json()
    assert asked["options"]["rp"] == {"id": "panel.test", "name": "Hostwright"}
    assert asked["options"]["user"]["id"] == encoded(vera.user.id.bytes)
    assert asked["options"]["attestation"] == "none"
    device.backed_up = True
    made = await add_passkey(client, vera.headers, device)
    key = (await session.scalars(select(Passkey))).one()
    assert key.transports == ["internal"]
    path = f"/me/passkeys/{made}"
    named = await client.patch(path, json={"name": "Laptop"}, headers=vera.headers)
    assert named.json()["name"] == "Laptop"
    security = (await client.get("/me/security", headers=vera.headers)).json()
    (listed,) = security["passkeys"]
    assert (listed["id"], listed["name"], listed["backed_up"]) == (str(made), "Laptop", True)
    assert security["totp"] == {"enabled": False, "enabled_at": None}
    known = (await client.post("/me/passkeys/options", headers=vera.headers)).json()
    assert [one["id"] for one in known["options"]["excludeCredentials"]] == [
        encoded(device.credentials[0].id)
    ]
    assert (await client.delete(path, headers=vera.headers)).status_code == 204
    assert (await client.delete(path, headers=vera.headers)).status_code == 404
    assert (await sign_in(client, vera.user.email)).status_code == 200
    await drain()
    told = " ".join(str(email["Subject"]) for email in emails)
    assert "A passkey was added" in told
    assert "A passkey was removed" in told


async def test_one_factor_of_two_may_go_and_the_recovery_codes_stay(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    await add_totp(client, vera.headers)
    made = await add_passkey(client, vera.headers, device)
    await client.delete(f"/me/passkeys/{made}", headers=vera.headers)
    security = (await client.get("/me/security", headers=vera.headers)).json()
    assert (security["recovery_codes_left"], security["passkeys"]) == (10, [])
    await session.refresh(vera.session)
    assert vera.session.second_factor
    await client.delete("/me/totp", headers=vera.headers)
    await session.refresh(vera.session)
    assert not vera.session.second_factor


async def test_a_passkey_alone_signs_in_as_two_factors(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    await add_passkey(client, vera.headers, device)
    asked = await ask(client)
    assert asked["options"]["userVerification"] == "required"
    assert asked["options"]["allowCredentials"] == []
    done = await answer_by_passkey(client, asked, device.sign(asked["options"]))
    assert done.status_code == 200
    headers = {"authorization": f"Bearer {done.json()['access_token']}"}
    assert (await client.get("/me", headers=headers)).json()["id"] == str(vera.user.id)
    newest = select(AuthSession).order_by(col(AuthSession.id).desc()).limit(1)
    assert (await session.scalars(newest)).one().second_factor
    key = (await session.scalars(select(Passkey))).one()
    assert key.sign_count == 1
    assert key.last_used_at is not None
    again = await answer_by_passkey(client, asked, device.sign(asked["options"]))
    assert again.json()["code"] == "wrong_passkey"
    assert again.json()["error"] == "invalid_grant"


async def test_a_passkey_follows_the_password(
    client: AsyncClient, vera: Person, device: Authenticator
) -> None:
    device.verifies = False
    await add_passkey(client, vera.headers, device)
    problem = (await sign_in(client, vera.user.email)).json()
    assert problem["methods"] == ["passkey"]
    asked = await ask(client, problem["mfa_token"])
    assert [one["id"] for one in asked["options"]["allowCredentials"]] == [
        encoded(device.credentials[0].id)
    ]
    signed = device.sign(asked["options"], handle=None)
    done = await answer_by_passkey(client, asked, signed, problem["mfa_token"])
    assert done.status_code == 200
    over = await answer_by_passkey(client, asked, signed, problem["mfa_token"])
    assert over.json()["code"] == "mfa_expired"


async def test_a_device_that_does_not_verify_its_person_is_no_sign_in(
    client: AsyncClient, vera: Person, device: Authenticator
) -> None:
    await add_passkey(client, vera.headers, device)
    device.verifies = False
    asked = await ask(client)
    answer = await answer_by_passkey(client, asked, device.sign(asked["options"]))
    assert answer.json()["code"] == "wrong_passkey"


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://panel.test"},
        {"origin": "http://evil.test"},
        {"rp_id": "evil.test"},
        {"challenge": encoded(b"another challenge of 32 bytes...")},
        {"type": "webauthn.create"},
        {"handle": encoded(b"somebody else....")},
        {"handle": None},
        {"handle": 7},
    ],
)
async def test_an_answer_for_another_site_or_challenge_is_refused(
    client: AsyncClient,
    vera: Person,
    device: Authenticator,
    session: AsyncSession,
    lie: dict[str, object],
) -> None:
    await add_passkey(client, vera.headers, device)
    asked = await ask(client)
    answer = await answer_by_passkey(client, asked, device.sign(asked["options"], **lie))
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_passkey")
    outcomes = (await session.scalars(select(SignIn.outcome))).all()
    assert outcomes == ["wrong_passkey"]


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://evil.test"},
        {"rp_id": "evil.test"},
        {"challenge": encoded(b"another challenge of 32 bytes...")},
        {"type": "webauthn.get"},
    ],
)
async def test_a_passkey_for_another_site_or_challenge_is_not_kept(
    client: AsyncClient,
    vera: Person,
    device: Authenticator,
    session: AsyncSession,
    lie: dict[str, object],
) -> None:
    answer = await _register(client, vera.headers, device, **lie)
    assert (answer["status"], answer["code"]) == (422, "passkey_refused")
    assert (await session.scalars(select(Passkey))).all() == []


async def test_a_copied_authenticator_is_noticed(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    await add_passkey(client, vera.headers, device)
    thief = device.clone()
    asked = await ask(client)
    assert (
        await answer_by_passkey(client, asked, device.sign(asked["options"]))
    ).status_code == 200
    asked = await ask(client)
    answer = await answer_by_passkey(client, asked, thief.sign(asked["options"]))
    assert answer.json()["code"] == "wrong_passkey"
    log = (await session.scalars(select(SignIn).order_by(col(SignIn.id)))).all()
    assert [(line.user_id, line.outcome) for line in log] == [
        (vera.user.id, "succeeded"),
        (vera.user.id, "wrong_passkey"),
    ]


async def test_passkeys_that_count_nothing_are_fine(
    client: AsyncClient, vera: Person, device: Authenticator
) -> None:
    device.counts = False
    await add_passkey(client, vera.headers, device)
    for _ in range(2):
        asked = await ask(client)
        answer = await answer_by_passkey(client, asked, device.sign(asked["options"]))
        assert answer.status_code == 200


async def test_nobody_gets_in_by_anothers_or_an_unknown_passkey(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    other = await make_user(session)
    theirs = await signed_in(client, other)
    await add_totp(client, theirs)
    await add_passkey(client, vera.headers, device)
    token = await half_signed_in(client, other)
    asked = await ask(client, token)
    answer = await answer_by_passkey(client, asked, device.sign(asked["options"]), token)
    assert answer.json()["code"] == "wrong_passkey"
    stranger = Authenticator(ORIGIN)
    options = (await client.post("/me/passkeys/options", headers=vera.headers)).json()
    stranger.register(options["options"])
    asked = await ask(client)
    answer = await answer_by_passkey(client, asked, stranger.sign(asked["options"]))
    assert answer.json()["code"] == "wrong_passkey"


async def test_a_disabled_person_has_no_passkey_to_use(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    await add_passkey(client, vera.headers, device)
    vera.user.is_active = False
    await session.flush()
    asked = await ask(client)
    answer = await answer_by_passkey(client, asked, device.sign(asked["options"]))
    assert answer.json()["code"] == "wrong_passkey"


async def test_a_challenge_is_for_one_use_one_purpose_and_one_session(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    await add_passkey(client, vera.headers, device)
    proof = (await client.post("/me/step-up/options", headers=vera.headers)).json()
    answer = await answer_by_passkey(client, proof, device.sign(proof["options"]))
    assert answer.json()["code"] == "wrong_passkey"
    other = await signed_in(client, await make_user(session))
    asked = (await client.post("/me/passkeys/options", headers=vera.headers)).json()
    body = {
        "challenge_id": asked["challenge_id"],
        "name": "Key",
        "credential": device.register(asked["options"]),
    }
    assert (await client.post("/me/passkeys", json=body, headers=other)).status_code == 422
    assert (await client.post("/me/passkeys", json=body, headers=vera.headers)).status_code == 201
    assert (await client.post("/me/passkeys", json=body, headers=vera.headers)).status_code == 422


async def test_a_passkey_registered_already_is_not_taken_again(
    client: AsyncClient, vera: Person, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_passkey(client, vera.headers, device)
    known = device.credentials[0].id
    monkeypatch.setattr("tests.fakes.authenticator.secrets.token_bytes", lambda _n: known)
    answer = await _register(client, vera.headers, device)
    assert (answer["status"], answer["code"]) == (409, "passkey_known")


async def test_twenty_passkeys_are_enough(
    client: AsyncClient, vera: Person, session: AsyncSession
) -> None:
    session.add_all(
        Passkey(
            user_id=vera.user.id,
            credential_id=bytes([number]),
            public_key=b"",
            sign_count=0,
            transports=["usb"],
            name=str(number),
            backed_up=False,
            created_at=clock.now(),
        )
        for number in range(20)
    )
    await session.flush()
    answer = await client.post("/me/passkeys/options", headers=vera.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_passkeys")


async def test_anothers_passkey_is_not_there(
    client: AsyncClient, vera: Person, device: Authenticator, session: AsyncSession
) -> None:
    made = await add_passkey(client, vera.headers, device)
    other = await signed_in(client, await make_user(session))
    path = f"/me/passkeys/{made}"
    assert (await client.patch(path, json={"name": "Mine"}, headers=other)).status_code == 404
    assert (await client.delete(path, headers=other)).status_code == 404


async def test_what_a_passkey_is_asked_tells_nobody_who_is_known(
    client: AsyncClient, vera: Person, device: Authenticator
) -> None:
    await add_passkey(client, vera.headers, device)
    nobody = await ask(client)
    made_up = await ask(client, "hwm_made-up")
    for asked in (nobody, made_up):
        asked["options"].pop("challenge")
        asked.pop("challenge_id")
    assert nobody == made_up


async def test_challenges_that_nobody_answered_are_swept_away(
    client: AsyncClient, session: AsyncSession
) -> None:
    await ask(client)
    with clock.freeze(clock.now() + passkeys._LIFETIME * 2):
        await PasskeyChallengeDAO(session).purge(clock.now())
    assert (await session.scalars(select(PasskeyChallenge))).all() == []


@pytest.mark.parametrize("said", ["", "{", "[]", "7", "[" * 9000, '{"id": 1}', "null", "{}"])
async def test_what_is_no_credential_is_refused(client: AsyncClient, said: str) -> None:
    asked = await ask(client)
    answer = await answer_by_passkey(client, asked, said)
    assert answer.status_code == 400


_TEXT = st.text(alphabet=st.characters(codec="ascii"), max_size=40) | st.binary(max_size=60).map(
    encoded
)
_RESPONSE = st.fixed_dictionaries(
    {},
    optional={
        name: _TEXT | st.none() | st.integers(-1, 255)
        for name in (
            "clientDataJSON",
            "authenticatorData",
            "signature",
            "attestationObject",
            "userHandle",
        )
    },
)


@given(response=_RESPONSE, kind=st.sampled_from(["public-key", "", 7]))
@tuned(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_mangled_answer_is_a_defect(
    client: AsyncClient,
    vera: Person,
    response: JSON,
    kind: object,
) -> None:
    device = Authenticator(ORIGIN)
    made = await client.post("/me/passkeys/options", headers=vera.headers)
    registered = device.register(made.json()["options"])
    mangled = registered | {"type": kind, "response": registered["response"] | response}
    body = {"challenge_id": made.json()["challenge_id"], "name": "x", "credential": mangled}
    first = await client.post("/me/passkeys", json=body, headers=vera.headers)
    assert first.status_code in {201, 422}
    asked = await ask(client)
    signed = device.sign(asked["options"])
    mangled = signed | {"type": kind, "response": signed["response"] | response}
    second = await answer_by_passkey(client, asked, mangled)
    assert second.status_code in {200, 400}
