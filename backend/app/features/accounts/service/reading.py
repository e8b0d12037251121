"""Reads of the fast path: the person signed in, and staff's view of customers."""

from uuid import UUID

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock
from app.dao.scope import Scope
from app.dao.session import Reads
from app.features.accounts.dao.customers import CUSTOMERS
from app.features.accounts.dao.members import ME
from app.features.accounts.schemas import CustomerQuery


async def read_me(reads: Reads, principal: Principal) -> bytes:
    """Return the person signed in as `MeRead`."""
    return await ME.fetch_one(
        reads,
        user_id=principal.user_id,
        session_id=principal.session_id,
        account_id=principal.account_id,
        now=clock.now(),
        staff=principal.staff,
        permissions=sorted(principal.permissions | principal.staff_permissions),
        staff_permissions=sorted(principal.staff_permissions),
        second_factor_required=principal.second_factor_required,
        services=None if principal.services is None else sorted(principal.services),
    )


async def page_customers(reads: Reads, staff: Principal, query: CustomerQuery) -> bytes:
    """Return a page of customers as `PageRead[CustomerRead]`."""
    return await CUSTOMERS.page(reads, query, Scope.all(), money=_sees_money(staff))


async def read_customer(reads: Reads, staff: Principal, account_id: UUID) -> bytes:
    """Return one customer as `CustomerRead`; raises NotFoundError."""
    return await CUSTOMERS.get(reads, account_id, Scope.all(), money=_sees_money(staff))


def _sees_money(staff: Principal) -> bool:
    return Permission.BILLING_READ in staff.staff_permissions
