"""The caller, once known; and the port through which it is looked up."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.auth.permissions import Permission
from app.dao.scope import Scope


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: the person, the account they act for, and what each lets them do.

    `permissions` hold inside the account, `staff_permissions` in the admin tree.
    """

    user_id: UUID
    session_id: UUID
    account_id: UUID | None
    permissions: frozenset[Permission]
    staff_permissions: frozenset[Permission]

    @property
    def staff(self) -> bool:
        """Whether the person works for the hosting company."""
        return bool(self.staff_permissions)

    @property
    def account(self) -> UUID:
        """The account acted for; a principal that passed `requires` always has one."""
        if self.account_id is None:
            message = "this principal acts for no account"
            raise LookupError(message)
        return self.account_id

    def scope(self) -> Scope:
        """The rows the caller may see as a customer."""
        return Scope.account(self.account)


class PrincipalLoader(Protocol):
    """Looks a live session up: what the users feature binds here at start-up."""

    async def __call__(self, session_id: UUID) -> Principal | None:
        """Return the principal; None where the session is revoked or the person disabled."""
        ...
