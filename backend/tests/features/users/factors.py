"""People with second factors, and what their devices and pages do."""

from typing import Any
from uuid import UUID

import pyotp
from httpx2 import AsyncClient, Response

from app.core import clock, json
from app.features.users.models import User
from tests.factories.users import PASSWORD
from tests.fakes.authenticator import Authenticator

Headers = dict[str, str]
ORIGIN = "http://panel.test"
TOTP = "urn:hostwright:grant:totp"
RECOVERY = "urn:hostwright:grant:recovery-code"
PASSKEY = "urn:hostwright:grant:passkey"


async def sign_in(
    client: AsyncClient, email: str, password: str = PASSWORD, headers: Headers | None = None
) -> Response:
    form = {"grant_type": "password", "username": email, "password": password}
    return await client.post("/auth/token", data=form, headers=headers)


async def signed_in(client: AsyncClient, user: User) -> Headers:
    answer = await sign_in(client, user.email)
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


async def half_signed_in(client: AsyncClient, user: User) -> str:
    answer = await sign_in(client, user.email)
    assert answer.json()["code"] == "mfa_required", answer.text
    token: str = answer.json()["mfa_token"]
    return token


def code_of(secret: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


async def add_totp(client: AsyncClient, headers: Headers) -> tuple[str, list[str]]:
    """Set an app up with the code of the step before; returns its secret and recovery codes."""
    begun = await client.post("/me/totp", headers=headers)
    assert begun.status_code == 201, begun.text
    secret = begun.json()["secret"]
    code = code_of(secret, steps=-1)
    confirmed = await client.post("/me/totp/confirm", json={"code": code}, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    codes: list[str] = confirmed.json()["recovery_codes"]
    return secret, codes


async def finish(client: AsyncClient, grant: str, mfa_token: str, code: str) -> Response:
    form = {"grant_type": grant, "mfa_token": mfa_token, "code": code}
    return await client.post("/auth/token", data=form)


async def add_passkey(
    client: AsyncClient, headers: Headers, device: Authenticator, name: str = "Phone"
) -> UUID:
    asked = (await client.post("/me/passkeys/options", headers=headers)).json()
    body = {
        "challenge_id": asked["challenge_id"],
        "name": name,
        "credential": device.register(asked["options"]),
    }
    made = await client.post("/me/passkeys", json=body, headers=headers)
    assert made.status_code == 201, made.text
    return UUID(made.json()["id"])


async def ask(client: AsyncClient, mfa_token: str | None = None) -> dict[str, Any]:
    answer = await client.post("/auth/passkeys/options", json={"mfa_token": mfa_token})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def answer_by_passkey(
    client: AsyncClient,
    asked: dict[str, Any],
    credential: dict[str, Any] | str,
    mfa_token: str | None = None,
) -> Response:
    said = credential if isinstance(credential, str) else json.dumps(credential).decode()
    form = {"grant_type": PASSKEY, "challenge_id": asked["challenge_id"], "credential": said}
    return await client.post(
        "/auth/token", data=form | ({"mfa_token": mfa_token} if mfa_token else {})
    )
