"""A hub driven step by step: no clock, no background tasks."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from app.auth.authenticator import Authenticator
from app.core import json
from app.core.settings import Settings
from app.dao.session import Database
from app.events.base import Event
from app.events.outbox import publish
from app.main import create_app
from app.realtime.hub import Hub
from app.realtime.message import EventMessage
from app.realtime.subscription import ALL_TOPICS, EndReason, Subscription
from tests.factories.accounts import Customer, make_customer


def unframed(_message: EventMessage, data: bytes) -> bytes:
    return data


@dataclass
class Reader:
    """One subscription, read without waiting."""

    hub: Hub
    subscription: Subscription

    def why(self) -> EndReason | None:
        """Return why it ended; None while it goes on."""
        return self.subscription.ended

    async def types(self) -> list[str]:
        """Return the types of the events that can be read now."""
        found: list[str] = []

        async def note(frames: Sequence[bytes]) -> None:
            found.extend(json.loads(frame)["type"] for frame in frames)

        await self.hub.delivery(self.subscription, unframed, note).catch_up()
        return found


@dataclass
class Room:
    """The parts of one process, and what happens in them step by step."""

    app: FastAPI
    database: Database
    settings: Settings
    hub: Hub
    authenticator: Authenticator

    async def customer(self) -> Customer:
        async with self.database.unit_of_work() as session:
            return await make_customer(session, self.settings)

    async def publish(self, reader: Customer, *events: Event) -> None:
        async with self.database.unit_of_work() as session:
            for event in events:
                await publish(session, event, account_id=reader.account_id)

    @asynccontextmanager
    async def reading(
        self, reader: Customer, *, topics: str = ALL_TOPICS, after: int | None = None
    ) -> AsyncIterator[Reader]:
        authorization = reader.headers["authorization"]
        principal = await self.authenticator.anew(authorization)
        credential = self.authenticator.credential(principal, authorization, "")
        wanted = frozenset(topics.split())
        opening = self.hub.subscribe(principal, credential, topics=wanted, after=after)
        async with opening as (one, _):
            yield Reader(self.hub, one)


@pytest.fixture
async def room(committed: Database, settings: Settings) -> Room:
    app = create_app(settings, committed)
    return Room(app, committed, settings, app.state.hub, app.state.authenticator)
