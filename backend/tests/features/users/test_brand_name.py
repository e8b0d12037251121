"""Codes, passkeys and authenticator apps carry the name that the owner gave the installation."""

from collections.abc import Awaitable, Callable

import pytest

from app.features.users.providers import sms
from tests.features.settings.conftest import Editor, owner
from tests.features.users.person import Person

__all__ = ["owner"]

Drain = Callable[[], Awaitable[int]]


class Gateway:
    """Keeps what it is told to send."""

    def __init__(self) -> None:
        self.taken: list[sms.Text] = []

    async def send(self, text: sms.Text) -> None:
        self.taken.append(text)


@pytest.mark.parametrize("group", ["company", "brand"])
async def test_people_read_the_name_that_the_owner_set(
    owner: Editor,
    vera: Person,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
    group: str,
) -> None:
    gateway = Gateway()
    monkeypatch.setattr(sms, "provider", lambda: gateway)
    assert (await owner.put(group, name="Beacon")).status_code == 200
    await vera.post("/me/phone", phone="+79991234567")
    await drain()
    [message] = gateway.taken
    assert "Beacon" in message.body
    passkey = (await vera.post("/me/passkeys/options")).json()
    assert passkey["options"]["rp"]["name"] == "Beacon"
    app = (await vera.post("/me/totp")).json()
    assert app["uri"].startswith("otpauth://totp/Beacon:vera%40example.com?")
