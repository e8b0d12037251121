"""Row visibility: which owners' rows a caller may see. Applied to every read."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """All rows (staff and the system), or the rows of one account."""

    account_id: UUID | None

    @classmethod
    def all(cls) -> Self:
        """See every row."""
        return cls(None)

    @classmethod
    def account(cls, account_id: UUID) -> Self:
        """See the rows of one account, and answer 404 for any other."""
        return cls(account_id)
