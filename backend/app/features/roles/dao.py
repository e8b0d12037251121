"""SQL on roles."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    delete,
    func,
    not_,
    select,
)
from sqlmodel import col

from app.core.ids import new_id
from app.dao.actions import constant
from app.dao.base import BaseDAO
from app.dao.keyset import by_name
from app.dao.read import JsonQuery
from app.dao.search import Search
from app.dao.upsert import Upsert, excluded
from app.features.roles.models import Role, StaffRole
from app.features.roles.schemas import RoleAction

_PEOPLE = (
    select(func.count())
    .where(col(StaffRole.role_id) == col(Role.id))
    .correlate(Role)
    .scalar_subquery()
)
_HELD = bindparam("held", type_=ARRAY(String()))
_BELOW = and_(
    not_(col(Role.built_in)),
    col(Role.permissions).op("<@", is_comparison=True)(_HELD),
    not_(_HELD.op("<@", is_comparison=True)(col(Role.permissions))),
)
_ACTIONS: ColumnElement[object] = case(
    (
        and_(bindparam("manages", type_=Boolean()), _BELOW),
        constant(RoleAction),
    ),
    else_=constant(()),
)

ROLES = JsonQuery(
    rows=select(
        col(Role.id),
        col(Role.name),
        col(Role.built_in),
        col(Role.permissions),
        col(Role.version),
        _PEOPLE.label("people"),
        _ACTIONS.label("allowed_actions"),
    ),
    key=col(Role.id),
    search=Search(text=(col(Role.name),)),
    sorts={"name": by_name(col(Role.name))},
)


_PUT_BUILT_IN = Upsert(Role, "(name)", excluded("built_in", "permissions"))
_GIVE = Upsert(StaffRole, "ON CONSTRAINT uq_staff_role_user_role")


class RoleDAO(BaseDAO[Role]):
    """SQL on roles."""

    model = Role

    async def put_built_in(self, name: str, permissions: Iterable[str]) -> None:
        """Write a built-in role as the code says it is."""
        held = sorted(permissions)
        role = {"id": new_id(), "name": name, "built_in": True, "permissions": held}
        await _PUT_BUILT_IN.put(self.session, role)

    async def id_of(self, name: str) -> UUID | None:
        """Look a role up by its name; None where there is none."""
        found: UUID | None = await self.session.scalar(
            select(col(Role.id)).where(col(Role.name) == name)
        )
        return found

    async def lock_all(self) -> None:
        """Let nobody else change roles or who holds them until the unit of work ends."""
        await self.session.execute(select(col(Role.id)).order_by(col(Role.id)).with_for_update())

    async def known(self, role_ids: Collection[UUID]) -> list[Role]:
        """Return the roles with these ids, those that exist."""
        found = await self.session.scalars(self.rows().where(col(Role.id).in_(role_ids)))
        return list(found)

    async def held_by(self, user_id: UUID) -> list[Role]:
        """Return the roles a person holds."""
        statement = self.rows().join(StaffRole, col(StaffRole.role_id) == col(Role.id))
        found = await self.session.scalars(
            statement.where(col(StaffRole.user_id) == user_id).order_by(col(Role.name))
        )
        return list(found)


class StaffRoleDAO(BaseDAO[StaffRole]):
    """SQL on the roles people hold."""

    model = StaffRole

    async def give(self, user_id: UUID, role_id: UUID) -> None:
        """Let the person hold the role; holding it already is fine."""
        held = {"id": new_id(), "user_id": user_id, "role_id": role_id}
        await _GIVE.put(self.session, held)

    async def withdraw(self, user_id: UUID, role_ids: Collection[UUID]) -> None:
        """Take these roles from the person."""
        await self.session.execute(
            delete(StaffRole).where(
                col(StaffRole.user_id) == user_id, col(StaffRole.role_id).in_(role_ids)
            )
        )
