"""Reads of the fast path: the person signed in."""

from app.auth.principal import Principal
from app.core import clock
from app.dao.session import Reads
from app.features.accounts.dao.members import ME


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
