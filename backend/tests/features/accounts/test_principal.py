from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import BuiltInRole, MemberRole
from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.accounts.models import AccountMember
from app.features.accounts.service import load_principal
from app.features.accounts.service.membership import create_account
from app.features.roles import service as roles
from app.manifest import member_permissions, staff_permissions
from tests.factories.accounts import make_account
from tests.factories.users import make_session, make_user
from tests.one_transaction import OneTransaction


async def test_one_statement_tells_all(session: AsyncSession, database: OneTransaction) -> None:
    await roles.seed(session)
    user = await make_user(session)
    account = await create_account(session, "Acme", user.id)
    await roles.assign(session, user.id, BuiltInRole.SUPPORT)
    await roles.assign(session, user.id, BuiltInRole.OPERATOR)
    live = await make_session(session, user.id)
    database.statements = 0
    found = await load_principal(database, live.id)
    assert database.statements == 1
    assert found is not None
    assert (found.user_id, found.session_id) == (user.id, live.id)
    assert found.account_id == account.id
    assert found.permissions == member_permissions()[MemberRole.OWNER]
    expected = staff_permissions()[BuiltInRole.SUPPORT] | staff_permissions()[BuiltInRole.OPERATOR]
    assert found.staff_permissions == expected


async def test_a_person_without_an_account_acts_for_none(
    session: AsyncSession, database: OneTransaction
) -> None:
    live = await make_session(session, (await make_user(session)).id)
    found = await load_principal(database, live.id)
    assert found is not None
    assert found.account_id is None
    assert found.permissions == frozenset()
    assert not found.staff


async def test_the_first_account_counts_unless_another_is_chosen(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    first = await create_account(session, "First", user.id)
    second = await create_account(session, "Second", user.id)
    for chosen, expected in ((None, first), (second.id, second)):
        live = await make_session(session, user.id, account_id=chosen)
        found = await load_principal(database, live.id)
        assert found is not None
        assert found.account_id == expected.id


async def test_whoever_left_the_chosen_account_acts_for_no_other(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    await create_account(session, "Own", user.id)
    chosen = await make_account(session, name="Foreign")
    live = await make_session(session, user.id, account_id=chosen.id)
    found = await load_principal(database, live.id)
    assert found is not None
    assert found.account_id is None
    assert found.permissions == frozenset()


async def test_a_changed_role_counts_at_the_next_look(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    await create_account(session, "Acme", user.id)
    live = await make_session(session, user.id)
    member = await session.scalars(
        select(AccountMember).where(col(AccountMember.user_id) == user.id)
    )
    member.one().role = MemberRole.READ_ONLY
    await session.flush()
    found = await load_principal(database, live.id)
    assert found is not None
    assert found.permissions == member_permissions()[MemberRole.READ_ONLY]


async def test_nobody_is_behind_a_session_that_ended(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    live = await make_session(session, user.id)
    assert await load_principal(database, live.id) is not None
    assert await load_principal(database, new_id()) is None
    with clock.freeze(live.expires_at + timedelta(seconds=1)):
        assert await load_principal(database, live.id) is None
    live.revoked_at = clock.now()
    await session.flush()
    assert await load_principal(database, live.id) is None


async def test_nobody_is_behind_a_disabled_persons_session(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    live = await make_session(session, user.id)
    user.is_active = False
    await session.flush()
    assert await load_principal(database, live.id) is None


@pytest.fixture
def strict(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a second factor of staff, as production does."""
    asked = settings.model_copy(update={"staff_second_factor": True})
    monkeypatch.setattr("app.features.accounts.service.principals.get_settings", lambda: asked)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("role", [BuiltInRole.SUPPORT, None])
@pytest.mark.parametrize("second_factor", [True, False])
async def test_staff_work_waits_for_a_second_factor_and_me_says_so(
    client: AsyncClient,
    session: AsyncSession,
    database: OneTransaction,
    settings: Settings,
    role: BuiltInRole | None,
    second_factor: bool,
) -> None:
    await roles.seed(session)
    user = await make_user(session)
    if role is not None:
        await roles.assign(session, user.id, role)
    live = await make_session(session, user.id)
    live.second_factor = second_factor
    await session.flush()
    headers = {"authorization": f"Bearer {AccessTokens(settings).issue(user.id, live.id)}"}
    database.statements = 0
    me = (await client.get("/me", headers=headers)).json()
    assert database.statements == 2  # the principal and the person, as ever
    held = staff_permissions()[role] if role and second_factor else frozenset()
    assert me["staff_permissions"] == sorted(held)
    assert me["second_factor_required"] is (role is not None and not second_factor)
    assert me["staff"] is bool(held)
