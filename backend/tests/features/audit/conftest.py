"""AuditEntries of an account, and seals over them."""

from collections.abc import Awaitable, Callable

import pytest

from app.core.context import Actor, ActorKind, acting
from app.dao.session import Database
from app.events.audit import AuditEntry, record
from app.features.audit import service
from app.features.billing.audit import AuditAction

Act_ = Callable[..., Awaitable[None]]


@pytest.fixture
def entry(committed: Database) -> Act_:
    """Record one act and commit it."""

    async def make(reason: str = "because") -> None:
        with acting(Actor(ActorKind.SYSTEM), "request-1", "203.0.113.9"):
            async with committed.unit_of_work() as session:
                await record(session, AuditEntry(AuditAction.BALANCE_ADJUSTED, reason=reason))

    return make


@pytest.fixture
def tick(committed: Database) -> Act_:
    """Let a minute's sealing happen, as often as said."""

    async def run(times: int = 1) -> None:
        for _ in range(times):
            async with committed.unit_of_work() as session:
                await service.seal(session)

    return run


@pytest.fixture
def faults(committed: Database) -> Callable[[], Awaitable[list[str]]]:
    """Return what `hostwright verify` says of the seals."""

    async def find() -> list[str]:
        async with committed.unit_of_work() as session:
            return await service.broken_seals(session)

    return find
