"""SQL on being forgotten: what stands against it, and what still speaks of somebody."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    String,
    cast,
    delete,
    func,
    literal,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from app.celery.job import Job
from app.core.errors import AppError
from app.dao.base import BaseDAO
from app.dao.idempotency import IdempotencyKey
from app.events.models import EventRow
from app.features.privacy.models import Erasure
from app.manifest import erasure_obstacles

_UNTRACKED = {"synchronize_session": False}


class ErasureDAO(BaseDAO[Erasure]):
    """SQL on erasures."""

    model = Erasure

    async def obstacle(
        self, user_id: UUID, accounts: Collection[UUID], now: datetime
    ) -> type[AppError] | None:
        """Return the error of the first obstacle that finds a row."""
        bound = {"user_id": user_id, "owned_accounts": list(accounts), "now": now}
        for one in erasure_obstacles():
            if await self.session.scalar(one.rows.limit(1), bound) is not None:
                return one.error
        return None


class TraceDAO(BaseDAO[EventRow]):
    """What speaks of people outside the tables of people: events, jobs, remembered answers."""

    model = EventRow

    async def blank_facts(self, user_id: UUID, kinds: dict[str, dict[str, str]]) -> None:
        """Put other values into the named fields of events about a person; by type of event."""
        for kind, blanks in kinds.items():
            await self.session.execute(
                update(EventRow)
                .where(
                    col(EventRow.type) == kind,
                    _text(col(EventRow.payload), "user_id") == str(user_id),
                )
                .values(payload=col(EventRow.payload).op("||")(literal(blanks, JSONB)))
                .execution_options(**_UNTRACKED)
            )

    async def replace(self, words: Sequence[str], instead: str) -> None:
        """Write `instead` for each of the words, whatever its case, in events, jobs and answers."""
        pattern = "|".join(map(re.escape, words))
        await self._replace_json(EventRow, col(EventRow.payload), pattern, instead)
        await self._replace_json(Job, col(Job.payload), pattern, instead)
        error = col(Job.error)
        await self._replace(Job, error, _matches(error, pattern), _without(error, pattern, instead))
        body = func.convert_from(col(IdempotencyKey.body), "UTF8")
        clean = func.convert_to(_without(body, pattern, instead), "UTF8")
        await self._replace(
            IdempotencyKey,
            col(IdempotencyKey.body),
            _matches(body, pattern),
            cast(clean, LargeBinary),
        )

    async def forget_answers(self, callers: Collection[UUID]) -> None:
        """Forget the answers kept for callers who are gone."""
        await self.session.execute(
            delete(IdempotencyKey)
            .where(col(IdempotencyKey.caller_id).in_(callers))
            .execution_options(**_UNTRACKED)
        )

    async def _replace_json(self, table: Any, column: Any, pattern: str, instead: str) -> None:  # noqa: ANN401  any table with such a column
        plain = cast(column, String)
        clean = cast(_without(plain, pattern, instead), JSONB)
        await self._replace(table, column, _matches(plain, pattern), clean)

    async def _replace(self, table: Any, column: Any, where: Any, clean: Any) -> None:  # noqa: ANN401  the same
        statement = update(table).where(where).values({column.key: clean})
        await self.session.execute(statement.execution_options(**_UNTRACKED))


def _text(column: Any, key: str) -> ColumnElement[str]:  # noqa: ANN401  a mapped column
    found: ColumnElement[str] = column[key].astext
    return found


def _matches(column: Any, pattern: str) -> ColumnElement[bool]:  # noqa: ANN401  the same
    found: ColumnElement[bool] = column.regexp_match(pattern, flags="i")
    return found


def _without(column: Any, pattern: str, instead: str) -> ColumnElement[str]:  # noqa: ANN401  the same
    return func.regexp_replace(column, pattern, instead, "gi")
