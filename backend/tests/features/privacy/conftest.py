"""A customer who is signed in and just proven, and where the files of exports are."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.settings import Settings
from app.dao import blobs
from tests.factories.accounts import Customer, make_customer, prove

Drain = Callable[[], Awaitable[int]]


@dataclass(frozen=True)
class Person:
    """Somebody at a browser."""

    client: AsyncClient
    app: FastAPI
    customer: Customer

    async def ask(self, method: str, path: str, json: Any = None, key: str = "") -> Response:
        """Ask with nothing remembered of who that was a moment ago."""
        self.app.state.authenticator.forget()
        headers = self.customer.headers | {"Idempotency-Key": key or str(new_id())}
        return await self.client.request(method, path, json=json, headers=headers)


@pytest.fixture
async def vera(
    client: AsyncClient, app: FastAPI, session: AsyncSession, settings: Settings
) -> Person:
    customer = await make_customer(session, settings, email="Vera@example.com", name="Vera's shop")
    await prove(session, customer.user.id)
    return Person(client, app, customer)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = Settings(files_dir=tmp_path)
    monkeypatch.setattr(blobs, "get_settings", lambda: settings)
    return tmp_path


def files(folder: Path) -> list[Path]:
    """Return the files of exports there are."""
    return [path for path in folder.rglob("*") if path.is_file()]


def text_of(email: EmailMessage) -> str:
    part = email.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def link_in(email: EmailMessage) -> str:
    """Return the path, below the API, of the link to an export."""
    found = re.search(r"/api/v1(/privacy/exports/\S+)", text_of(email))
    assert found
    return found[1]
