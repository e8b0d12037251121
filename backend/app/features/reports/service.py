"""Reads across features: the first pages, customers."""

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
from app.features.reports.schemas import CustomerQuery
from app.features.settings import service as settings


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


def _sees_money(staff: Principal) -> bool:
    return Permission.BILLING_READ in staff.staff_permissions
