"""Rows that an older release wrote are found under the form that is asked for now."""

import importlib.util
from pathlib import Path
from types import ModuleType

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.users.models import User
from tests.factories.users import make_user

_FILE = Path(__file__).parents[2] / "migrations/versions/0020_email_form.py"


def _migration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("email_form", _FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_stored_addresses_take_the_one_form(session: AsyncSession) -> None:
    stored = {
        "Anna@XN--FA-HIA.de": "Anna@faß.de",
        "bu\u0308ro@Example.com": "büro@example.com",
        "petr@пример.рф": "petr@пример.рф",
        "o'brien@example.com": "o'brien@example.com",
        "gone@-erased-.invalid": "gone@-erased-.invalid",
    }
    people = {address: await make_user(session, email=address) for address in stored}
    connection = await session.connection()
    await connection.run_sync(lambda bind: _migration().normalize(bind, '"user"', "email"))
    for address, person in people.items():
        await session.refresh(person)
        assert person.email == stored[address]


async def test_two_people_with_one_address_keep_what_they_have(session: AsyncSession) -> None:
    kept = await make_user(session, email="anna@faß.de")
    other = await make_user(session, email="anna@xn--fa-hia.de")
    connection = await session.connection()
    await connection.run_sync(lambda bind: _migration().normalize(bind, '"user"', "email"))
    found = [await session.get_one(User, one.id, populate_existing=True) for one in (kept, other)]
    assert [one.email for one in found] == ["anna@faß.de", "anna@xn--fa-hia.de"]
