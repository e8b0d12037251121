"""Reads across features: the first pages, customers."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.celery.each import each
from app.core import clock
from app.dao.scope import Scope
from app.dao.session import Database, Reads
from app.features.reports.dao.customers import CUSTOMERS
from app.features.reports.dao.first_pages import OVERVIEW, SUMMARY
from app.features.reports.dao.totals import TOTALS, count_total
from app.features.reports.dao.trends import TRENDS, ReportDayDAO
from app.features.reports.schemas import CustomerQuery, TrendRange, TrendsQuery
from app.features.settings import service as settings

RECOUNTED_DAYS = 7
"""What is late, or was tried again, still finds its way into the day it belongs to."""
KEPT_DAYS = 2 * TrendRange.YEAR.days
"""The longest range and the period before it."""
_DAYS_AT_ONCE = 31
_DAY = timedelta(days=1)


async def read_overview(reads: Reads, staff: Principal) -> bytes:
    """Return how the business is, in the installation's currency, as far as staff may see it."""
    held = staff.staff_permissions
    return await OVERVIEW.fetch_one(
        reads,
        **_totals_of_now(),
        money=_sees_money(staff),
        see_nodes=Permission.NODES_READ in held,
    )


async def count_totals(database: Database) -> None:
    """Count the totals over more than EXACT_UP_TO rows, each in its own transaction."""
    await each(database, TOTALS, partial(count_total, params=_totals_of_now()))


async def read_trends(reads: Reads, staff: Principal, query: TrendsQuery) -> bytes:
    """Answer `TrendsRead`, as far as staff may see it."""
    held, length = staff.staff_permissions, query.range.days
    last = clock.now().date()
    return await TRENDS.fetch_one(
        reads,
        first=last - _DAY * (2 * length - 1),
        since_day=last - _DAY * (length - 1),
        last=last,
        money=_sees_money(staff),
        see_accounts=Permission.ACCOUNTS_READ in held,
        see_services=Permission.SERVICES_READ in held,
    )


async def count_days(database: Database) -> None:
    """Count today and the days before it anew, and delete the days past their time.

    Begins with the last day that is counted where that is longer ago: after a pause of the
    workers, and with all that is kept at first. A stretch is a transaction, the oldest first, so
    that what a failure interrupts goes on from there.
    """
    today = clock.now().date()
    oldest = today - _DAY * (KEPT_DAYS - 1)
    async with database.unit_of_work() as session:
        newest = await ReportDayDAO(session).delete_before(oldest)
    first = max(oldest, min(today - _DAY * RECOUNTED_DAYS, newest or oldest))
    while first <= today:
        last = min(today, first + _DAY * (_DAYS_AT_ONCE - 1))
        async with database.unit_of_work() as session:
            await ReportDayDAO(session).count(first, last, _midnight(first), _midnight(last + _DAY))
        first = last + _DAY


async def read_summary(reads: Reads, principal: Principal) -> bytes:
    """Return how things stand for the caller's account."""
    return await SUMMARY.get(
        reads,
        principal.account,
        Scope.account(principal.account),
        services=None if principal.services is None else list(principal.services),
        money=Permission.BILLING_READ in principal.permissions,
    )


async def page_customers(reads: Reads, staff: Principal, query: CustomerQuery) -> bytes:
    """Answer `PageRead[CustomerRead]`."""
    return await CUSTOMERS.page(reads, query, Scope.all(), money=_sees_money(staff))


async def read_customer(reads: Reads, staff: Principal, account_id: UUID) -> bytes:
    """Answer `CustomerRead`; raises NotFoundError."""
    return await CUSTOMERS.get(reads, account_id, Scope.all(), money=_sees_money(staff))


def _totals_of_now() -> dict[str, Any]:
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return settings.currency_parameters() | {"since": midnight}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _sees_money(staff: Principal) -> bool:
    return Permission.BILLING_READ in staff.staff_permissions
