"""The answer to `auth.PrincipalLoader`: who is behind a session, and what they may do."""

from uuid import UUID

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock, json
from app.core.errors import NotFoundError
from app.dao.session import Reads
from app.features.accounts.dao import PRINCIPAL
from app.features.accounts.models import MemberRole
from app.features.accounts.service.membership import MEMBER_PERMISSIONS

_NOTHING: frozenset[Permission] = frozenset()


async def load_principal(reads: Reads, session_id: UUID) -> Principal | None:
    """Return the principal; None where the session ended or the person is disabled.

    One statement. Someone who left the chosen account acts for none, never for another one.
    """
    try:
        found = await PRINCIPAL.only(reads, session_id=session_id, now=clock.now())
    except NotFoundError:
        return None
    row = json.loads(found)
    role = row["role"]
    return Principal(
        user_id=UUID(row["user_id"]),
        session_id=session_id,
        account_id=UUID(row["account_id"]) if role else None,
        permissions=MEMBER_PERMISSIONS[MemberRole(role)] if role else _NOTHING,
        staff_permissions=frozenset(map(Permission, row["staff_permissions"])),
    )
