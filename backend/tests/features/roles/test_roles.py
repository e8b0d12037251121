import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.features.roles import service
from app.features.roles.errors import RoleNotFoundError
from app.features.roles.models import Role, StaffRole
from tests.factories.users import make_user


async def _permissions(session: AsyncSession, role: str) -> list[str]:
    found = await session.scalars(select(Role.permissions).where(col(Role.name) == role))
    return list(found.one())


async def test_the_built_in_roles_are_there_once_however_often_seeded(
    session: AsyncSession,
) -> None:
    await service.seed(session)
    await service.seed(session)
    names = (await session.scalars(select(Role.name))).all()
    assert sorted(names) == ["admin", "billing", "operator", "owner", "support"]


async def test_seeding_puts_a_changed_built_in_role_right(session: AsyncSession) -> None:
    await service.seed(session)
    await session.execute(text("UPDATE role SET permissions = '{}', built_in = false"))
    await service.seed(session)
    assert await _permissions(session, "owner") == sorted(Permission)


async def test_only_the_owner_hands_out_roles(session: AsyncSession) -> None:
    await service.seed(session)
    holders = [role for role in BuiltInRole if "roles:assign" in await _permissions(session, role)]
    assert holders == [BuiltInRole.OWNER]


async def test_the_database_refuses_a_permission_nobody_knows(session: AsyncSession) -> None:
    with pytest.raises(IntegrityError, match="ck_role_permissions_known"):
        await session.execute(
            text(
                "INSERT INTO role (id, name, built_in, permissions)"
                " VALUES (uuidv7(), 'x', false, ARRAY['money:print'])"
            )
        )


async def test_the_database_knows_every_permission_of_the_code(session: AsyncSession) -> None:
    """A new Permission needs a migration of `ck_role_permissions_known`."""
    await session.execute(
        text(
            "INSERT INTO role (id, name, built_in, permissions) VALUES (uuidv7(), 'x', false, :p)"
        ),
        {"p": [str(permission) for permission in Permission]},
    )
    assert await _permissions(session, "x") == list(Permission)


async def test_holding_a_role_twice_is_holding_it_once(session: AsyncSession) -> None:
    await service.seed(session)
    user = await make_user(session)
    await service.assign(session, user.id, BuiltInRole.SUPPORT)
    await service.assign(session, user.id, BuiltInRole.SUPPORT)
    held = await session.scalars(select(StaffRole).where(col(StaffRole.user_id) == user.id))
    assert len(held.all()) == 1


async def test_there_is_no_role_of_another_name(session: AsyncSession) -> None:
    with pytest.raises(RoleNotFoundError):
        await service.assign(session, (await make_user(session)).id, "emperor")
