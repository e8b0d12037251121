"""Every write of staff signed in as a customer leaves a mark, in the transaction of the write."""

from fastapi.requests import HTTPConnection
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.events.audit import AuditEntry, RequestAuditAction, record

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


async def note(request: HTTPConnection, session: AsyncSession) -> None:
    """Record the request if somebody acts as a customer in it; both names are in the actor.

    A socket counts as writing: what is sent through it later is seen by nobody else.
    """
    principal: Principal | None = getattr(request.state, "principal", None)
    method = request.scope.get("method", "SOCKET")
    if principal is None or principal.impersonator_id is None or method in _READING:
        return
    changes = {"method": method, "path": request.url.path}
    await record(
        session,
        AuditEntry(RequestAuditAction.ACTED_AS_CUSTOMER, principal.account_id, changes=changes),
    )
