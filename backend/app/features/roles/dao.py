"""Every statement on roles."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.features.roles.models import Role, StaffRole


class RoleDAO(BaseDAO[Role]):
    """Named statements on roles."""

    model = Role

    async def put_built_in(self, name: str, permissions: Iterable[str]) -> None:
        """Write a built-in role as the code says it is."""
        held = sorted(permissions)
        statement = insert(Role).values(id=new_id(), name=name, built_in=True, permissions=held)
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"built_in": True, "permissions": held}
            )
        )

    async def id_of(self, name: str) -> UUID | None:
        """Return the id of the role with this name."""
        found: UUID | None = await self.session.scalar(
            select(col(Role.id)).where(col(Role.name) == name)
        )
        return found


class StaffRoleDAO(BaseDAO[StaffRole]):
    """Named statements on the roles people hold."""

    model = StaffRole

    async def give(self, user_id: UUID, role_id: UUID) -> None:
        """Let the person hold the role; holding it already is fine."""
        statement = insert(StaffRole).values(id=new_id(), user_id=user_id, role_id=role_id)
        await self.session.execute(
            statement.on_conflict_do_nothing(constraint="uq_staff_role_user_role")
        )
