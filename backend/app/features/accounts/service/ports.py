"""What accounts ask of higher features."""

from collections.abc import Awaitable, Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.manifest import Port

owns_services: Port[[AsyncSession, UUID, Collection[UUID]], Awaitable[bool]] = Port(
    "accounts.owns_services"
)
"""Whether all of these services are the account's."""
