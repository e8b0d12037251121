"""The answer to `auth.PrincipalLoader`: who is behind a session, and what they may do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock, json
from app.core.errors import NotFoundError
from app.core.settings import get_settings
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
    role, proved_at, behind = row["role"], row["proved_at"], row["impersonator_id"]
    return Principal(
        user_id=UUID(row["user_id"]),
        session_id=session_id,
        account_id=UUID(row["account_id"]) if role else None,
        permissions=MEMBER_PERMISSIONS[MemberRole(role)] if role else _NOTHING,
        staff_permissions=_NOTHING if behind else _staff_permissions(row),
        version=row["version"],
        proved_at=datetime.fromisoformat(proved_at) if proved_at else None,
        behind=UUID(behind) if behind else None,
        services=None if row["services"] is None else frozenset(map(UUID, row["services"])),
    )


def _staff_permissions(row: dict[str, Any]) -> frozenset[Permission]:
    """Return what staff may do: nothing where policy asks for a second factor and none came."""
    if get_settings().staff_second_factor and not row["second_factor"]:
        return _NOTHING
    return frozenset(map(Permission, row["staff_permissions"]))


async def load_token_principal(reads: Reads, digest: str) -> Principal | None:  # noqa: ARG001  no tokens are issued yet
    """Return the principal of an API token; None where there is no such token."""
    return None
