"""Statements on checks: the results of a whole batch take a constant number of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    CursorResult,
    DateTime,
    Interval,
    RowMapping,
    TextClause,
    bindparam,
    delete,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER, TEXT
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.ids import new_id
from app.features.monitoring.models import CheckStatus, StatusInterval

_TYPES: dict[str, Any] = {
    "ids": ARRAY(UUID_TYPE()),
    "services": ARRAY(UUID_TYPE()),
    "latencies": ARRAY(INTEGER()),
    "reasons": ARRAY(TEXT()),
    "statuses": ARRAY(TEXT()),
    "at": DateTime(timezone=True),
    "down_after": INTEGER(),
    "stale": DateTime(timezone=True),
    "seen_for": Interval(),
}


def _statement(sql: str) -> TextClause:
    named = [name for name in _TYPES if f":{name}" in sql]
    return text(sql).bindparams(*(bindparam(name, type_=_TYPES[name]) for name in named))


# `written` takes `before` in, because a row can only be read before it is written.
_RECORD = _statement(
    """
    WITH result AS (
        SELECT service_id, latency_ms, nullif(reason, '') AS reason
        FROM unnest(:services, :latencies, :reasons) AS given (service_id, latency_ms, reason)
    ), before AS (
        SELECT service_id, status, enabled
        FROM check_state WHERE service_id = ANY (:services)
        ORDER BY service_id FOR UPDATE
    ), written AS (
        INSERT INTO check_state AS state
            (service_id, enabled, status, since, last_checked_at, latency_ms, failures, reason)
        SELECT service_id, true, CASE WHEN reason IS NULL THEN 'up' ELSE 'unknown' END,
               :at, :at, latency_ms, CASE WHEN reason IS NULL THEN 0 ELSE 1 END, reason
        FROM result LEFT JOIN before USING (service_id)
        ORDER BY service_id
        ON CONFLICT (service_id) DO UPDATE SET
            enabled = true,
            last_checked_at = excluded.last_checked_at,
            latency_ms = excluded.latency_ms,
            reason = excluded.reason,
            failures = CASE WHEN excluded.reason IS NULL THEN 0 ELSE state.failures + 1 END,
            status = CASE WHEN excluded.reason IS NULL THEN 'up'
                          WHEN state.failures + 1 >= :down_after THEN 'down'
                          ELSE state.status END
        RETURNING service_id, status, reason
    )
    SELECT service_id, before.status AS was, written.status AS status, written.reason,
           CASE WHEN before.enabled THEN (
               SELECT known.status FROM status_interval AS known
               WHERE known.service_id = written.service_id AND known.status <> 'unknown'
               ORDER BY known.started_at DESC LIMIT 1) END AS known
    FROM written LEFT JOIN before USING (service_id)
    WHERE before.status IS DISTINCT FROM written.status
    """
)


def _disabling(condition: str) -> TextClause:
    return _statement(
        f"""
        WITH before AS (
            SELECT service_id, status FROM check_state
            WHERE enabled AND {condition}
            ORDER BY service_id FOR UPDATE
        )
        UPDATE check_state SET enabled = false, status = 'unknown', failures = 0,
            latency_ms = NULL, reason = NULL
        FROM before WHERE before.service_id = check_state.service_id
        RETURNING check_state.service_id, before.status AS was, check_state.status,
            NULL AS reason, NULL AS known
        """  # noqa: S608  the condition is one of the two below
    )


# An event that comes late must not stop the checks of a service that runs again.
_DISABLE_STOPPED = _disabling(
    """service_id = ANY (:services) AND NOT EXISTS (
        SELECT FROM service WHERE service.id = service_id AND service.status = 'active')"""
)
_DISABLE_OTHERS = _disabling("NOT service_id = ANY (:services)")

# Nobody looked: what was seen last stands for one round, and after it nothing is known.
_EXPIRE_STALE = _statement(
    """
    WITH before AS (
        SELECT service_id, status, last_checked_at FROM check_state
        WHERE enabled AND status <> 'unknown' AND last_checked_at < :stale
        ORDER BY service_id FOR UPDATE
    ), closed AS (
        UPDATE status_interval AS open
        SET ended_at = greatest(open.started_at, before.last_checked_at + :seen_for)
        FROM before WHERE open.service_id = before.service_id AND open.ended_at IS NULL
    )
    UPDATE check_state SET status = 'unknown', failures = 0, latency_ms = NULL, reason = NULL
    FROM before WHERE before.service_id = check_state.service_id
    RETURNING check_state.service_id, before.status AS was, check_state.status,
        NULL AS reason, NULL AS known
    """
)

_CLOSE = _statement(
    """
    UPDATE status_interval SET ended_at = greatest(started_at, :at)
    WHERE service_id = ANY (:services) AND ended_at IS NULL
    """
)

# The new interval begins where the last one ended, whatever the clock says.
_OPEN = _statement(
    """
    WITH opened AS (
        INSERT INTO status_interval (id, service_id, status, started_at, reason)
        SELECT id, service_id, status,
               coalesce((SELECT max(last.ended_at) FROM status_interval AS last
                         WHERE last.service_id = change.service_id), :at),
               reason
        FROM unnest(:ids, :services, :statuses, :reasons)
            AS change (id, service_id, status, reason)
        RETURNING service_id, started_at
    )
    UPDATE check_state SET since = opened.started_at
    FROM opened WHERE opened.service_id = check_state.service_id
    """
)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A check that changed its status; `was` is None for one that is new.

    `known` is the last status before that somebody observed; None for one that was paused.
    """

    service_id: UUID
    was: CheckStatus | None
    status: CheckStatus
    reason: str | None
    known: CheckStatus | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How one check went: milliseconds, and why it failed (empty: it answered)."""

    service_id: UUID
    latency_ms: int
    reason: str


class CheckDAO:
    """What the checks said, now and before."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def record(
        self, results: Sequence[Result], at: datetime, down_after: int
    ) -> Sequence[StatusChange]:
        """Write results and return whose status changed; `down_after` failures in a row are down.

        A check that nobody saw before is made; a disabled one is enabled again.
        """
        values = {
            "services": [one.service_id for one in results],
            "latencies": [one.latency_ms for one in results],
            "reasons": [one.reason for one in results],
            "at": at,
            "down_after": down_after,
        }
        return await self._change(_RECORD, values, at)

    async def expire_stale(self, at: datetime, seen_for: timedelta, stale: timedelta) -> int:
        """Make unknown what nobody looked at for `stale`, from `seen_for` after the last look on.

        Returns how many checks became unknown.
        """
        values = {"stale": at - stale, "seen_for": seen_for}
        return len(await self._change(_EXPIRE_STALE, values, at))

    async def disable_stopped(
        self, services: Sequence[UUID], at: datetime
    ) -> Sequence[StatusChange]:
        """Stop expecting results of those of these services that do not run; return who changed."""
        return await self._change(_DISABLE_STOPPED, {"services": list(services)}, at)

    async def disable_others(
        self, services: Sequence[UUID], at: datetime
    ) -> Sequence[StatusChange]:
        """Stop expecting results of any but these services and return whose status changed."""
        return await self._change(_DISABLE_OTHERS, {"services": list(services)}, at)

    async def delete_intervals(self, before: datetime) -> int:
        """Delete the intervals that ended before then and return how many there were."""
        gone = await self.session.execute(
            delete(StatusInterval).where(col(StatusInterval.ended_at) < before),
            execution_options={"synchronize_session": False},
        )
        return cast("CursorResult[Any]", gone).rowcount

    async def _change(
        self, change: TextClause, values: dict[str, Any], at: datetime
    ) -> Sequence[StatusChange]:
        rows = (await self.session.execute(change, values)).mappings()
        changes = [_change(row) for row in rows if row["was"] != row["status"]]
        if changes:
            services = [change.service_id for change in changes]
            await self.session.execute(_CLOSE, {"services": services, "at": at})
            opened = {
                "ids": [new_id() for _ in changes],
                "services": services,
                "statuses": [change.status.value for change in changes],
                "reasons": [change.reason for change in changes],
                "at": at,
            }
            await self.session.execute(_OPEN, opened)
        return changes


def _change(row: RowMapping) -> StatusChange:
    was = row["was"] and CheckStatus(row["was"])
    known = row["known"] and CheckStatus(row["known"])
    return StatusChange(row["service_id"], was, CheckStatus(row["status"]), row["reason"], known)
