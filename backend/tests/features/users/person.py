"""A person signed in and just proven, and what they ask and read."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.settings import Settings
from app.events.audit import BaseAuditAction
from app.events.models import AuditRecord
from app.features.users.models import AuthSession, User
from tests.factories.users import make_session, make_user


@dataclass
class Person:
    """Somebody at a browser."""

    client: AsyncClient
    user: User
    session: AuthSession
    headers: dict[str, str]

    async def ask(self, method: str, path: str, **more: Any) -> Response:
        return await self.client.request(method, path, headers=self.headers, **more)

    async def post(self, path: str, **body: object) -> Response:
        return await self.ask("POST", path, json=body)


async def make_person(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    **user: Any,
) -> Person:
    made = await make_user(session, **user)
    begun = await make_session(session, made.id)
    begun.authenticated_at = clock.now()
    await session.flush()
    token = AccessTokens(settings).issue(made.id, begun.id)
    return Person(client, made, begun, {"authorization": f"Bearer {token}"})


def text_of(email: EmailMessage) -> str:
    part = email.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def to(emails: list[EmailMessage], recipient: str) -> list[EmailMessage]:
    return [email for email in emails if recipient in str(email["To"])]


def token_in(email: EmailMessage) -> str:
    found = re.search(r"token=(\S+)", text_of(email))
    assert found
    return found[1]


def digits_in(text: str) -> str:
    found = re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", text)
    assert found
    return found[0]


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


async def entries(
    session: AsyncSession, action: BaseAuditAction, target: UUID
) -> list[AuditRecord]:
    found = await session.scalars(
        select(AuditRecord)
        .where(col(AuditRecord.action) == action, col(AuditRecord.target_id) == target)
        .order_by(col(AuditRecord.position))
    )
    return list(found)
