"""What a new installation still needs, as its owner sees it."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app import manifest
from app.core import clock
from app.core.context import Actor, ActorKind, acting
from app.core.settings import get_settings
from app.events.models import AuditRecord
from app.features.backups.models import Backup, BackupState
from app.features.catalog import service as catalog
from app.features.nodes.models import Node, NodeState
from app.features.settings import service
from app.features.settings.models import SettingVersion
from app.features.users.models import Totp, User
from tests.factories.accounts import Customer
from tests.factories.nodes import make_node
from tests.factories.orders import place_paid, tell_success
from tests.features.settings.conftest import Editor
from tests.one_transaction import OneTransaction

NAMES = [
    "second_factor",
    "company",
    "mail",
    "node",
    "image",
    "plan",
    "payment",
    "test_order",
    "backup",
]


async def _done(owner: Editor) -> set[str]:
    answer = await owner.client.get("/admin/checklist", headers=owner.headers)
    assert answer.status_code == 200, answer.text
    return {one["name"] for one in answer.json()["steps"] if one["done"]}


async def test_a_new_installation_needs_everything_in_this_order(owner: Editor) -> None:
    answer = await owner.client.get("/admin/checklist", headers=owner.headers)
    found = answer.json()
    assert [one["name"] for one in found["steps"]] == NAMES
    assert found["hidden"] is False
    assert not any(one["done"] for one in found["steps"])
    assert all(one["path"].startswith("/admin/") for one in found["steps"])


async def test_the_company_is_done_once_somebody_described_it(owner: Editor) -> None:
    await owner.put("registration", rule="closed")
    assert "company" not in await _done(owner)
    await owner.put("company", name="Lighthouse")
    assert await _done(owner) == {"company"}


async def test_mail_is_done_once_the_server_took_a_test_as_it_is_set_now(
    owner: Editor, monkeypatch: pytest.MonkeyPatch, session: AsyncSession
) -> None:
    async def taken(*_: object) -> None:
        """Take any mail."""

    test = "/admin/settings/mail/actions/test"
    await owner.put("mail", host="127.0.0.1", port=1, encryption="none")
    await owner.client.post(test, headers=owner.headers)
    assert "mail" not in await _done(owner)
    monkeypatch.setattr("app.core.smtp.deliver", taken)
    await owner.client.post(test, headers=owner.headers)
    assert "mail" in await _done(owner)
    await owner.put("mail", port=2)
    assert "mail" not in await _done(owner)
    asked = select(AuditRecord.changes).where(col(AuditRecord.action) == "settings.mail_tested")
    assert [one["sent"] for one in await session.scalars(asked)] == [False, True]


async def test_images_plans_and_nodes_are_done_while_they_can_be_used(
    owner: Editor, session: AsyncSession
) -> None:
    node_id = await make_node(session)
    await catalog.seed(session)
    assert await _done(owner) == {"node", "image", "plan"}
    moved = update(Node).where(col(Node.id) == node_id).values(state=NodeState.MAINTENANCE)
    await session.execute(moved)
    assert "node" not in await _done(owner)


async def test_a_second_factor_is_the_readers_own(
    owner: Editor, session: AsyncSession, customer: Customer
) -> None:
    theirs = await session.scalar(select(User.id).where(col(User.email) == "olga@example.com"))
    assert theirs is not None
    for person, done in ((customer.user.id, False), (theirs, True)):
        row = Totp(user_id=person, sealed=b"", created_at=clock.now(), confirmed_at=clock.now())
        session.add(row)
        await session.flush()
        assert ("second_factor" in await _done(owner)) is done


async def test_an_order_is_done_once_its_service_runs(
    owner: Editor, database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    with acting(Actor(ActorKind.SYSTEM), "test"):
        order = await place_paid(database, session, customer)
        assert "test_order" not in await _done(owner)
        await tell_success(database, session, order.id)
    assert "test_order" in await _done(owner)


async def test_a_backup_is_done_once_it_is_there(owner: Editor, session: AsyncSession) -> None:
    failed = Backup(state=BackupState.FAILED, created_at=clock.now(), finished_at=clock.now())
    session.add(failed)
    await session.flush()
    assert "backup" not in await _done(owner)
    failed.state = BackupState.DONE
    await session.flush()
    assert "backup" in await _done(owner)


async def test_payment_is_done_where_the_environment_names_a_provider(
    owner: Editor, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SANDBOX_PAYMENTS_URL", "http://payments.example")
    get_settings.cache_clear()
    assert "payment" not in await _done(owner)
    environment.setenv("SANDBOX_PAYMENTS_SECRET", "key")
    environment.setenv("SANDBOX_PAYMENTS_WEBHOOK_SECRET", "secret")
    get_settings.cache_clear()
    assert "payment" in await _done(owner)


async def test_payment_is_done_while_customers_are_offered_the_provider(owner: Editor) -> None:
    secrets: dict[str, Any] = {"api_key": "key", "webhook_secret": "secret"}
    await owner.put("payments", url="http://payments.example", enabled=False, **secrets)
    assert "payment" not in await _done(owner)
    await owner.put("payments", enabled=True)
    assert "payment" in await _done(owner)
    await owner.put("payments", enabled=False)
    assert "payment" not in await _done(owner)


async def test_the_owner_hides_it_for_everybody_and_shows_it_again(
    owner: Editor, session: AsyncSession, client: AsyncClient
) -> None:
    for hidden in (True, True, False):
        answer = await client.put(
            "/admin/checklist", json={"hidden": hidden}, headers=owner.headers
        )
        assert answer.status_code == 204
        found = (await client.get("/admin/checklist", headers=owner.headers)).json()
        assert found["hidden"] is hidden
    kept = (await session.scalars(select(SettingVersion.content))).all()
    assert list(kept) == [{"hidden": True}, {"hidden": False}]


async def test_settings_of_a_later_release_stop_no_mail(
    owner: Editor, session: AsyncSession
) -> None:
    await owner.put("mail", host="mail.hoster.example")
    check = "ALTER TABLE setting_version DROP CONSTRAINT ck_setting_version_settinggroup"
    copy = (
        "INSERT INTO setting_version (id, setting_group, version, content, created_at)"
        " SELECT gen_random_uuid(), 'weather', 2, content, created_at FROM setting_version"
    )
    for statement in (check, copy):
        await session.execute(text(statement))
    assert (await service.overlaid(session, get_settings())).smtp_host == "mail.hoster.example"


def test_every_step_has_a_name_and_a_place_of_its_own() -> None:
    steps = manifest.checklist()
    assert [one.name for one in steps] == NAMES
    assert len({one.rank for one in steps}) == len(steps)
