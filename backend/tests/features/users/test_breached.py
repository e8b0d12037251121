import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import AsyncClient

from app.core.settings import get_settings
from app.features.users.providers import breached
from app.features.users.providers.breached import BreachedPasswords

STOLEN = [f"stolen-password-{n}" for n in range(500)]


def _line(password: str) -> str:
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    return f"{digest}:{len(password) % 9 + 1}"


@pytest.fixture(params=["\n", "\r\n"])
def stolen(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "stolen.txt"
    file.write_bytes(request.param.join(sorted(map(_line, STOLEN))).encode())
    return file


def test_every_line_is_found_and_nothing_else(stolen: Path) -> None:
    known = BreachedPasswords(stolen)
    assert all(known.holds(password) for password in STOLEN)
    assert not any(known.holds(f"own-password-{n}") for n in range(500))


@pytest.fixture
def _given(stolen: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(get_settings(), "breached_passwords_file", stolen)
    yield
    breached._opened.cache_clear()


@pytest.mark.usefixtures("_given")
async def test_nobody_chooses_a_stolen_password(client: AsyncClient) -> None:
    form = {"email": "vera@example.com", "name": "Vera", "locale": "en"}
    refused = await client.post("/auth/register", json=form | {"password": STOLEN[7]})
    assert (refused.status_code, refused.json()["code"]) == (422, "password_breached")
    taken = await client.post("/auth/register", json=form | {"password": "own-password-7"})
    assert taken.status_code == 202


async def test_a_password_of_the_first_thousands_tried_is_refused(client: AsyncClient) -> None:
    form = {"email": "vera@example.com", "name": "Vera", "locale": "en"}
    refused = await client.post("/auth/register", json=form | {"password": "1029384756"})
    assert refused.json()["errors"][0]["code"] == "password_common"
