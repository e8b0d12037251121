"""Row visibility: which owners' rows a caller may see. Applied to every read."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """All rows (staff and the system), the rows of one account, or of some of its services.

    A table or read that names no service column shows nothing to a scope of single services.
    """

    account_id: UUID | None
    services: frozenset[UUID] | None = None

    @classmethod
    def all(cls) -> Self:
        """See every row."""
        return cls(None)

    @classmethod
    def account(cls, account_id: UUID, services: frozenset[UUID] | None = None) -> Self:
        """See the rows of one account (of these services), and answer 404 for any other."""
        return cls(account_id, services)

    @property
    def whole_account(self) -> bool:
        """Whether nothing of the account is hidden from the caller."""
        return self.services is None
