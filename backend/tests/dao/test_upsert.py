"""Rows that may exist already: written once or updated, by statements that are compiled once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.ids import new_id
from app.dao.idempotency import IdempotencyKey
from app.dao.upsert import Upsert, excluded

_CONFLICT = "ON CONSTRAINT uq_idempotency_caller_key"
_NOW = datetime(2027, 1, 31, 9, 0, 0, 123_456, tzinfo=UTC)


def _key(**changes: object) -> dict[str, object]:
    row = IdempotencyKey(
        id=new_id(), caller_id=new_id(), key="k", fingerprint="f", body=b"\x00\xff", created_at=_NOW
    )
    return row.model_dump() | changes


async def _found(session: AsyncSession, row: dict[str, object]) -> IdempotencyKey:
    found = await session.get(IdempotencyKey, row["id"], populate_existing=True)
    assert found is not None
    return found


async def test_a_row_is_written_as_it_was_given(session: AsyncSession) -> None:
    row = _key()
    assert await Upsert(IdempotencyKey, _CONFLICT).put(session, row) == row["id"]
    assert (await _found(session, row)).model_dump() == row


async def test_an_existing_row_stays_where_nothing_is_updated(session: AsyncSession) -> None:
    keep = Upsert(IdempotencyKey, _CONFLICT)
    row = _key()
    await keep.put(session, row)
    assert await keep.put(session, row | {"id": new_id(), "status": 200}) is None
    assert (await _found(session, row)).status == 0


async def test_an_existing_row_is_updated_unless_the_condition_refuses(
    session: AsyncSession,
) -> None:
    answer = Upsert(
        IdempotencyKey,
        _CONFLICT,
        excluded("body") | {"status": "idempotency_key.status + excluded.status"},
        where="idempotency_key.status < :most",
        returning="status",
    )
    row = _key(status=200)
    assert await answer.put(session, row, most=300) == 200
    again = row | {"id": new_id(), "body": b"later"}
    assert await answer.put(session, again, most=300) == 400
    assert await answer.put(session, again, most=300) is None
    assert (await _found(session, row)).body == b"later"


async def test_many_rows_are_one_statement_and_those_that_exist_are_left_out(
    session: AsyncSession, statements: list[str]
) -> None:
    keep = Upsert(IdempotencyKey, _CONFLICT)
    known = _key()
    await keep.put(session, known)
    rows = [_key() for _ in range(3)]
    statements.clear()
    written = await keep.put_all(session, [*rows, known])
    assert len(statements) == 1
    assert set(written) == {row["id"] for row in rows}
    assert await keep.put_all(session, []) == []


async def test_other_constraints_still_refuse(session: AsyncSession) -> None:
    keep = Upsert(IdempotencyKey, _CONFLICT)
    row = _key()
    await keep.put(session, row)
    with pytest.raises(IntegrityError):
        await keep.put(session, _key(id=row["id"]))


async def test_a_statement_without_a_cache_key_fails_every_test(session: AsyncSession) -> None:
    statement = insert(IdempotencyKey).values(**_key()).on_conflict_do_nothing()
    with pytest.raises(AssertionError, match="no cache key"):
        await session.execute(statement.returning(col(IdempotencyKey.id)))
    assert await session.scalar(text("SELECT 1")) == 1
