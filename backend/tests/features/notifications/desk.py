"""Support at the e-mails, and a customer who gets them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.core import clock
from app.core.settings import Settings
from app.events.base import Event
from app.events.billing import InvoicePaid
from app.features.notifications.models import (
    Mail,
    MailState,
)
from tests.factories.accounts import Customer, make_customer
from tests.factories.notifications import invoice_event, make_sale, tell
from tests.factories.users import make_staff


class Desk:
    """A member of support at the e-mails, and a customer who gets them."""

    def __init__(
        self,
        client: AsyncClient,
        headers: dict[str, str],
        session: AsyncSession,
        customer: Customer,
    ) -> None:
        self.client = client
        self.headers = headers
        self.session = session
        self.customer = customer

    async def find(self, **query: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/admin/mails", headers=self.headers, params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def read(self, mail_id: UUID | str) -> dict[str, Any]:
        answer = await self.client.get(f"/admin/mails/{mail_id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def act(self, mail_id: UUID | str, act: str, **headers: str) -> Response:
        path = f"/admin/mails/{mail_id}/actions/{act}"
        return await self.client.post(path, headers=self.headers | headers)

    async def retry_failed(self, since: timedelta) -> Response:
        body = {"since": (clock.now() - since).isoformat()}
        path = "/admin/mails/actions/retry-failed"
        return await self.client.post(path, headers=self.headers, json=body)

    async def written(self) -> Sequence[Mail]:
        rows = select(Mail).order_by(col(Mail.created_at), col(Mail.id))
        return (
            await self.session.scalars(rows, execution_options={"populate_existing": True})
        ).all()

    async def tell(self, event: Event) -> None:
        await tell(self.session, event, None)

    async def tell_paid(self, kind: type[Any] = InvoicePaid) -> None:
        sale = await make_sale(self.session, self.customer.account_id)
        await tell(self.session, invoice_event(kind, sale), self.customer.account_id)


@pytest.fixture
async def desk(client: AsyncClient, session: AsyncSession, settings: Settings) -> Desk:
    staff = await make_staff(session, settings, BuiltInRole.SUPPORT)
    customer = await make_customer(session, settings, verified=False, email="vera@example.com")
    return Desk(client, staff, session, customer)


async def kill(session: AsyncSession, *mails: Mail) -> None:
    """Let e-mails fail for good, as a mail server that was away for hours does."""
    keys = [f"mail:{mail.id}" for mail in mails]
    await session.execute(
        text("UPDATE job SET state = 'dead', finished_at = now() WHERE key = ANY(:keys)"),
        {"keys": keys},
    )
    for mail in mails:
        mail.state, mail.error = MailState.FAILED, "away"
    await session.flush()
