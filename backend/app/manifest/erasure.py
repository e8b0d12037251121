"""What features say to erasing a person: what stands against it, and their share of the work."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import AppError


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Rows that stand against it, bound to `dao.export.PERSON`, `OWNED_ACCOUNTS` and `NOW`.

    Of several errors the one of the lowest rank is raised: what to clear away first.
    """

    rank: int
    error: type[AppError]
    rows: Select[Any]


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """Who is erased: the address as it was until now, and the accounts they own, all locked."""

    user_id: UUID
    email: str
    accounts: Sequence[UUID]


Erase = Callable[[AsyncSession, ErasedPerson], Awaitable[None]]
"""Deletes or blanks what a feature keeps of the person; features run in no certain order."""
