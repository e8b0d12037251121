"""A team: an account with one member of each kind, all of them proven."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import MemberRole
from app.core.ids import new_id
from app.core.settings import Settings
from app.events.audit import BaseAuditAction
from app.events.models import AuditRecord
from app.features.accounts.models import Account, AccountMember
from tests.factories.accounts import Customer, make_customer, make_member, prove

Ask = Callable[..., Awaitable[Response]]


@dataclass(frozen=True)
class Team:
    """The people of one account."""

    account: Account
    owner: Customer
    admin: Customer
    second_admin: Customer
    technical: Customer
    billing: Customer

    def people(self) -> list[Customer]:
        return [self.owner, self.admin, self.second_admin, self.technical, self.billing]


@pytest.fixture
async def team(session: AsyncSession, settings: Settings) -> Team:
    owner = await make_customer(session, settings, name="Beacon")
    made = [
        await make_member(session, settings, owner.account, role)
        for role in (
            MemberRole.ADMIN,
            MemberRole.ADMIN,
            MemberRole.TECHNICAL,
            MemberRole.BILLING,
        )
    ]
    team = Team(owner.account, owner, *made)
    for person in team.people():
        await prove(session, person.user.id)
    return team


@pytest.fixture
def ask(client: AsyncClient, app: FastAPI) -> Ask:
    """Ask as somebody, with nothing remembered of who that was a moment ago."""

    async def asked(who: Customer, method: str, path: str, json: Any = None) -> Response:
        app.state.authenticator.forget()
        key = {"Idempotency-Key": str(new_id())}
        return await client.request(method, path, json=json, headers=who.headers | key)

    return asked


async def member_id(session: AsyncSession, who: Customer) -> UUID:
    """Return the id of somebody's membership."""
    found = await session.scalar(
        select(col(AccountMember.id)).where(
            col(AccountMember.user_id) == who.user.id,
            col(AccountMember.account_id) == who.account_id,
        )
    )
    assert found is not None
    return found


async def entries(session: AsyncSession, action: BaseAuditAction) -> list[AuditRecord]:
    """Return what the audit says of an act, the oldest first."""
    found = select(AuditRecord).where(col(AuditRecord.action) == action)
    return list(await session.scalars(found.order_by(col(AuditRecord.position))))


def code(answer: Response) -> tuple[int, str]:
    """Return how a refusal reads to a program."""
    return answer.status_code, answer.json()["code"]
