import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Environment, Settings
from app.features.billing import service
from app.features.billing.service import demo_data
from app.features.catalog import service as catalog
from app.features.users import service as users
from tests.factories.accounts import make_account
from tests.factories.billing import broken_rules
from tests.factories.users import make_user


async def _entries(session: AsyncSession) -> list[tuple[str, int]]:
    found = await session.execute(
        text(
            "SELECT reference, amount FROM ledger_entry JOIN ledger_posting ON entry_id ="
            " ledger_entry.id WHERE amount > 0"
        )
    )
    return [(row.reference, row.amount) for row in found]


async def test_the_demo_customer_has_money_once(session: AsyncSession) -> None:
    await service.seed(session)
    owner = await make_user(session, email=users.CUSTOMER_EMAIL)
    await service.seed(session)
    assert await _entries(session) == []
    account = await make_account(session)
    await session.execute(
        text("UPDATE account_member SET user_id = :user WHERE account_id = :account"),
        {"user": owner.id, "account": account.id},
    )
    for _ in range(2):
        await service.seed(session)
    assert await _entries(session) == [("adjustment:seed:demo", 500_000)]
    assert await broken_rules(session) == []


async def test_nobody_gets_money_in_production(
    session: AsyncSession, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = settings.model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setattr(demo_data, "get_settings", lambda: real)
    await make_user(session, email=users.CUSTOMER_EMAIL)
    await service.seed(session)
    assert await _entries(session) == []


async def test_the_catalogue_is_filled_once(session: AsyncSession) -> None:
    for _ in range(2):
        await catalog.seed(session)
    counts = "SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM price), count(*) FROM image"
    assert tuple((await session.execute(text(counts))).one()) == (3, 6, 2)
