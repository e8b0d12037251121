"""Seals over the audit and the ledger: no change stays unseen, and nobody waits for them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.errors import ConflictError
from app.dao.session import Database
from app.events.audit import AuditEntry, record
from app.features.audit import service
from app.features.users.audit import AuditAction
from app.manifest import seed
from tests.factories.accounts import make_account
from tests.factories.billing import give

Do = Callable[..., Awaitable[None]]
Faults = Callable[[], Awaitable[list[str]]]


async def _sql(database: Database, *statements: str) -> None:
    async with database.unit_of_work() as session:
        for statement in statements:
            await session.execute(text(statement))


async def _tamper(database: Database, table: str, *statements: str) -> None:
    """Change rows behind the triggers' back, as whoever owns the database can."""
    await _sql(
        database,
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        *statements,
        f"ALTER TABLE {table} ENABLE TRIGGER ALL",
    )


async def _one(database: Database, query: str) -> Any:
    async with database.unit_of_work() as session:
        return await session.scalar(text(query))


_INSERTED = (
    "INSERT INTO audit_record (id, position, action, actor_kind, ip, request_id, changes, at)"
    " OVERRIDING SYSTEM VALUE SELECT gen_random_uuid(), 0, action, actor_kind, ip, request_id,"
    " changes, at FROM audit_record LIMIT 1"
)


@pytest.mark.parametrize(
    ("table", "tampering", "told"),
    [
        ("audit_record", "UPDATE audit_record SET reason = 'x' WHERE position = 2", "up to 3"),
        ("audit_record", "DELETE FROM audit_record WHERE position = 2", "3 rows were sealed, 2"),
        ("audit_record", _INSERTED, "3 rows were sealed, 4"),
        ("seal", "UPDATE seal SET rows = 4", "the seal itself was altered"),
        ("seal", "DELETE FROM seal WHERE last = 3", "one before it is missing"),
    ],
)
async def test_whatever_was_changed_is_seen(
    committed: Database, entry: Do, tick: Do, faults: Faults, table: str, tampering: str, told: str
) -> None:
    for _ in range(3):
        await entry()
    await tick(2)
    await entry()
    await tick(2)
    assert await faults() == []
    await _tamper(committed, table, tampering)
    assert any(told in fault for fault in await faults())


async def test_a_movement_and_its_legs_are_sealed(
    committed: Database, tick: Do, faults: Faults
) -> None:
    async with committed.unit_of_work() as session:
        await seed(session, demo=True)
        account = await make_account(session)
        await give(session, account.id, 5_000)
    await tick(2)
    assert await faults() == []
    assert await _one(committed, "SELECT count(*) FROM seal WHERE stream = 'ledger'") == 1
    changed = "UPDATE ledger_posting SET amount = amount * 2"
    await _tamper(committed, "ledger_posting", changed)
    (fault,) = await faults()
    assert fault.startswith("ledger after 0")


async def test_a_late_commit_is_neither_lost_nor_breaks_the_chain(
    committed: Database, entry: Do, tick: Do, faults: Faults
) -> None:
    async with committed.sessions() as late, late.begin():
        await record(late, AuditEntry(AuditAction.SIGNED_IN, reason="late"))
        await entry()
        await tick(3)
        assert await _one(committed, "SELECT count(*) FROM seal") == 0
    await tick()
    assert await _one(committed, "SELECT rows FROM seal") == 2
    assert await faults() == []


async def test_what_is_not_sealed_twice_and_gaps_do_no_harm(
    committed: Database, entry: Do, tick: Do, faults: Faults
) -> None:
    await tick(3)
    async with committed.sessions() as undone:
        await record(undone, AuditEntry(AuditAction.SIGNED_IN))
    await entry()
    await tick(5)
    assert await _one(committed, "SELECT count(*) FROM seal") == 1
    assert await faults() == []


async def test_seals_are_never_changed(committed: Database, entry: Do, tick: Do) -> None:
    await entry()
    await tick(2)
    for statement in ("UPDATE seal SET rows = 2", "DELETE FROM seal", "TRUNCATE seal"):
        with pytest.raises(ConflictError) as refused:
            await _sql(committed, statement)
        assert "seal_append_only" in str(refused.value.__cause__)


async def _age(past: timedelta, entry: Do) -> None:
    with clock.freeze(clock.now() - past):
        await entry()
        await entry()


async def test_only_what_is_sealed_and_old_is_forgotten(
    committed: Database, entry: Do, tick: Do, faults: Faults
) -> None:
    decades = timedelta(days=4_000)
    await _age(decades, entry)
    await tick(2)
    await _age(decades, entry)
    await entry("new")
    async with committed.unit_of_work() as session:
        await service.prune(session)
    left = await _one(
        committed, "SELECT string_agg(action, ' ' ORDER BY position) FROM audit_record"
    )
    assert left == "balance.adjusted balance.adjusted balance.adjusted audit.pruned"
    events = await _one(committed, "SELECT changes FROM audit_record WHERE action = 'audit.pruned'")
    assert events == {"through": 2, "rows": 2}
    assert await faults() == []
    await tick(3)
    async with committed.unit_of_work() as session:
        await service.prune(session)
    assert await _one(committed, "SELECT count(*) FROM audit_record") == 4
    assert await faults() == []


async def test_a_forged_note_of_pruning_hides_nothing(
    committed: Database, entry: Do, tick: Do, faults: Faults
) -> None:
    await entry()
    await tick(2)
    await _sql(
        committed,
        "INSERT INTO seal_prune (id, stream, last, digest, at)"
        " VALUES (gen_random_uuid(), 'audit', 1, 'mine', now())",
        "DELETE FROM audit_record",
    )
    told = await faults()
    assert told[0] == "audit: a note of pruning was not made by us"
    assert "1 rows were sealed, 0" in told[1]
    async with committed.unit_of_work() as session:
        await service.prune(session)
    assert await _one(committed, "SELECT count(*) FROM seal_prune") == 1
