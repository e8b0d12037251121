import pytest
from httpx2 import AsyncClient
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.core.locale import Locale
from app.core.settings import Environment, Settings
from app.features.roles import service as roles
from app.features.users import service
from app.features.users.errors import EmailTakenError
from app.features.users.models import User
from app.features.users.schemas.people import NewUser
from app.features.users.tasks import purge_sessions
from tests.factories.users import HASH, PASSWORD, make_user


async def _people(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(User)) or 0


async def test_an_address_belongs_to_one_person_whatever_its_case(session: AsyncSession) -> None:
    await make_user(session, email="vera@example.com")
    new = NewUser(email="Vera@Example.com", hashed_password=HASH, name="V", locale=Locale.RU)
    with pytest.raises(EmailTakenError):
        await service.create_user(session, new)


async def test_a_persons_contact_names_language_and_time_zone(session: AsyncSession) -> None:
    user = await make_user(session, name="Vera")
    found = await service.contact(session, user.id)
    assert (found.user_id, found.email, found.name) == (user.id, user.email, "Vera")
    assert (found.locale, found.time_zone) == (Locale.EN, "UTC")


async def test_the_first_administrator_may_do_everything(
    client: AsyncClient, session: AsyncSession
) -> None:
    await service.create_admin(session, "root@example.com", PASSWORD)
    form = {"grant_type": "password", "username": "root@example.com", "password": PASSWORD}
    token = (await client.post("/auth/token", data=form)).json()["access_token"]
    me = (await client.get("/me", headers={"authorization": f"Bearer {token}"})).json()
    assert me["email_verified"]
    assert "roles:assign" in me["staff_permissions"]


@pytest.mark.parametrize(
    ("email", "password"), [("nonsense", PASSWORD), ("root@example.com", "password123")]
)
async def test_an_administrator_needs_an_address_and_a_good_password(
    session: AsyncSession, email: str, password: str
) -> None:
    with pytest.raises(ValidationError):
        await service.create_admin(session, email, password)
    assert await _people(session) == 0


async def test_an_administrator_takes_nobodys_address(session: AsyncSession) -> None:
    user = await make_user(session)
    with pytest.raises(EmailTakenError):
        await service.create_admin(session, user.email, PASSWORD)


async def test_the_demo_has_its_people_once(client: AsyncClient, session: AsyncSession) -> None:
    await roles.seed(session)
    await service.seed(session)
    await service.seed(session)
    assert await _people(session) == 5
    for name in ("customer", "support", "billing", "admin", "owner"):
        form = {
            "grant_type": "password",
            "username": f"{name}@example.com",
            "password": "hostwright-demo",
        }
        assert (await client.post("/auth/token", data=form)).status_code == 200


async def test_production_has_no_demo_people(
    session: AsyncSession, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = settings.model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setattr("app.features.users.service.seeding.get_settings", lambda: real)
    await service.seed(session)
    assert await _people(session) == 0


async def test_the_sweep_leaves_live_people_alone(session: AsyncSession) -> None:
    user = await make_user(session)
    await purge_sessions(session)
    found = await session.scalars(select(User).where(col(User.id) == user.id))
    assert found.one() is user


def test_a_password_hash_is_in_no_log_line() -> None:
    new = NewUser(email="a@example.com", hashed_password=HASH, name="V", locale=Locale.RU)
    assert HASH not in repr(new)
    assert HASH not in repr(User(email="a@example.com", hashed_password=HASH, name="V"))
