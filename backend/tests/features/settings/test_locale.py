"""Language, country and currency: what new customers begin with, and when money decides."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.core.context import Actor, ActorKind, acting
from app.core.settings import get_settings
from app.features.accounts.models import Account, AccountMember
from app.features.catalog import service as catalog
from app.features.catalog.models import Price
from app.features.users import service as users
from app.features.users.errors import PhoneInvalidError
from app.features.users.models import User
from app.features.users.schemas.contacts import PhoneRequest
from tests.factories.accounts import Customer
from tests.factories.billing import give
from tests.factories.users import PASSWORD
from tests.features.settings.conftest import Editor


async def _account_of(session: AsyncSession, email: str) -> tuple[str, str, str]:
    asked = (
        select(col(Account.currency), col(Account.country), col(Account.locale))
        .join(AccountMember, col(AccountMember.account_id) == col(Account.id))
        .join(User, col(User.id) == col(AccountMember.user_id))
        .where(col(User.email) == email)
    )
    currency, country, language = (await session.execute(asked)).one()
    return currency, country, language


async def test_new_customers_begin_with_country_language_and_currency_of_the_installation(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    await owner.put("locale", language="ru", country="DE", currency="EUR")
    form = {"email": "new@example.com", "name": "New", "password": PASSWORD}
    assert (await client.post("/auth/register", json=form)).status_code == 202
    assert await _account_of(session, "new@example.com") == ("EUR", "DE", "ru")
    shown = (await client.get("/public/config")).json()
    assert (shown["language"], shown["country"], shown["currency"]) == ("ru", "DE", "EUR")


async def test_prices_and_totals_are_in_the_currency_of_the_installation(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    await owner.put("locale", currency="EUR")
    await catalog.seed(session)
    currencies = await session.scalars(select(col(Price.currency)).distinct())
    assert currencies.all() == ["EUR"]
    overview = (await client.get("/admin/overview", headers=owner.headers)).json()
    assert overview["mrr"]["currency"] == "EUR"


async def test_customers_follow_to_another_currency_while_no_money_moved(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    form = {"email": "early@example.com", "name": "Early", "password": PASSWORD}
    await client.post("/auth/register", json=form)
    assert (await owner.put("locale", currency="EUR")).status_code == 200
    assert (await _account_of(session, "early@example.com"))[0] == "EUR"


async def test_the_currency_stays_once_something_is_priced_in_it(
    owner: Editor, session: AsyncSession
) -> None:
    await catalog.seed(session)
    refused = await owner.put("locale", currency="EUR")
    assert (refused.status_code, refused.json()["code"]) == (409, "currency_in_use")
    assert (await owner.put("locale", time_zone="Asia/Tokyo")).status_code == 200
    await session.execute(update(Price).values(withdrawn_at=clock.now()))
    assert (await owner.put("locale", currency="EUR")).status_code == 200


async def test_the_currency_stays_once_money_has_moved(
    owner: Editor, session: AsyncSession, customer: Customer
) -> None:
    with acting(Actor(ActorKind.SYSTEM), "test"):
        await give(session, customer.account_id, 500)
    refused = await owner.put("locale", currency="EUR")
    assert refused.json()["code"] == "currency_in_use"
    assert (await owner.read("locale"))["values"]["currency"] == "RUB"


async def test_the_currency_of_the_environment_wins(
    owner: Editor, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("CURRENCY", "USD")
    get_settings.cache_clear()
    found = await owner.read("locale")
    assert found["values"]["currency"] == "USD"
    assert found["environment"] == {"currency": "CURRENCY"}
    assert (await owner.put("locale", currency="EUR")).json()["code"] == "set_by_environment"


async def test_the_first_owner_speaks_the_language_of_the_installation(
    owner: Editor, session: AsyncSession
) -> None:
    await owner.put("locale", language="ru", time_zone="Asia/Tokyo")
    made = await users.create_admin(session, "second@example.com", PASSWORD)
    person = await users.contact(session, made)
    assert (person.locale, person.time_zone) == ("ru", "Asia/Tokyo")


async def test_a_number_without_a_country_is_dialled_from_the_country_of_the_installation(
    owner: Editor, session: AsyncSession
) -> None:
    await owner.put("locale", country="DE")
    person = await session.scalar(select(User).where(col(User.email) == "olga@example.com"))
    assert person is not None
    asked = PhoneRequest(phone="030 901820", region=None)
    with pytest.raises(PhoneInvalidError):
        await users.ask_phone(session, person.id, PhoneRequest(phone="123", region=None))
    assert (await users.ask_phone(session, person.id, asked)).phone == "+4930901820"
