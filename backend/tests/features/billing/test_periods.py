"""Periods against a calendar of our own: the n-th bound is counted from the anchor."""

import calendar
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.factories.billing import make_subscription, refused, subscription_of

ZONES = ["UTC", "Europe/Moscow", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]

moments = st.integers(0, 15 * 366 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def month_later(anchor: datetime, zone: str, months: int) -> datetime:
    """Return the local moment `months` later, on the anchor's day or the month's last."""
    local = anchor.astimezone(ZoneInfo(zone))
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


async def _bounds(
    session: AsyncSession, anchor: datetime, unit: str, zone: str, count: int
) -> list[datetime]:
    statement = text(
        "SELECT period_bound(CAST(:anchor AS timestamptz), CAST(:unit AS text),"
        " CAST(:zone AS text), n) FROM generate_series(0, CAST(:count AS integer)) n ORDER BY n"
    )
    values = {"anchor": anchor, "unit": unit, "zone": zone, "count": count}
    return list(await session.scalars(statement, values))


@pytest.mark.parametrize(
    ("anchor", "zone", "expected"),
    [
        ("2026-01-31T12:00Z", "UTC", ["01-31", "02-28", "03-31", "04-30", "05-31"]),
        ("2027-12-31T00:00Z", "UTC", ["12-31", "01-31", "02-29", "03-31", "04-30"]),
        ("2026-01-30T22:30Z", "Europe/Moscow", ["01-31", "02-28", "03-31", "04-30", "05-31"]),
        ("2026-02-28T12:00Z", "UTC", ["02-28", "03-28", "04-28", "05-28", "06-28"]),
    ],
)
async def test_months_keep_the_day_of_the_accounts_time_zone(
    session: AsyncSession, anchor: str, zone: str, expected: list[str]
) -> None:
    bounds = await _bounds(session, datetime.fromisoformat(anchor), "month", zone, 4)
    assert [one.astimezone(ZoneInfo(zone)).strftime("%m-%d") for one in bounds] == expected


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(anchor=moments, zone=st.sampled_from(ZONES))
@example(anchor=datetime(2026, 11, 1, 5, 30, tzinfo=UTC), zone="America/New_York")
@example(anchor=datetime(2026, 1, 31, 23, 59, tzinfo=UTC), zone="Pacific/Auckland")
async def test_months_agree_with_the_calendar(
    session: AsyncSession, anchor: datetime, zone: str
) -> None:
    bounds = await _bounds(session, anchor, "month", zone, 27)
    assert bounds[0] == anchor
    assert all(one < other for one, other in pairwise(bounds))
    for months, bound in enumerate(bounds[1:], 1):
        wall = month_later(anchor, zone, months)
        if _exists_once(wall):
            assert bound == wall.astimezone(UTC)


def _exists_once(wall: datetime) -> bool:
    """Tell whether no change of the clocks makes this wall time absent or double."""
    return wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset()


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(anchor=moments, zone=st.sampled_from(ZONES))
async def test_hours_are_hours(session: AsyncSession, anchor: datetime, zone: str) -> None:
    bounds = await _bounds(session, anchor, "hour", zone, 30)
    assert bounds == [anchor + timedelta(hours=n) for n in range(31)]


_CHARGE = (
    "WITH line AS (SELECT id, invoice_id FROM invoice_line WHERE id NOT IN"
    " (SELECT invoice_line_id FROM charge) LIMIT 1)"
    " INSERT INTO charge (id, subscription_id, invoice_id, invoice_line_id, period_start,"
    " period_end, amount, currency, created_at)"
    " SELECT new_id(), CAST(:subscription AS uuid), line.invoice_id, line.id,"
    " CAST(:begins AS timestamptz), CAST(:ends AS timestamptz), 1, 'RUB', now() FROM line"
)


@pytest.mark.parametrize(
    ("begins", "ends", "constraint"),
    [
        (0, 1, "ex_charge_overlap"),
        (-1, 1, "ex_charge_overlap"),
        (5, 6, "ex_charge_overlap"),
        (-9, 90, "ex_charge_overlap"),
        (-2, -2, "ck_charge_period"),
    ],
)
async def test_no_time_is_billed_twice(
    session: AsyncSession, begins: int, ends: int, constraint: str
) -> None:
    made = await make_subscription(session, plan="pro")
    anchor = (await subscription_of(session, made.id)).anchor
    assert anchor is not None
    values = {
        "subscription": made.id,
        "begins": anchor + timedelta(days=begins),
        "ends": anchor + timedelta(days=ends),
    }
    assert await refused(session, _CHARGE, **values) == constraint


@pytest.mark.parametrize("statement", ["UPDATE charge SET amount = 1", "DELETE FROM charge"])
async def test_a_charge_stays(session: AsyncSession, statement: str) -> None:
    await make_subscription(session)
    assert await refused(session, statement) == "document_fixed"


async def test_periods_that_touch_do_not_overlap(session: AsyncSession) -> None:
    made = await make_subscription(session, plan="pro")
    until = (await subscription_of(session, made.id)).paid_through
    assert until is not None
    values = {"subscription": made.id, "begins": until, "ends": until + timedelta(days=1)}
    await session.execute(text(_CHARGE), values)
    count = await session.scalar(text("SELECT count(*) FROM charge"))
    assert count == 2
