"""Named secrets of a group: sealed together, never told, following to no other server."""

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import json
from app.core.crypto import seal
from app.core.settings import get_settings
from app.events.models import AuditRecord
from app.features.settings import service
from app.features.settings.models import SettingVersion
from app.features.settings.schemas import PaymentSettings
from tests.features.settings.conftest import Editor

KEY = "AGE-SECRET-KEY-1" + "Q" * 58
PROVIDER: dict[str, Any] = {
    "url": "https://pay.hoster.example",
    "api_key": "key-tell-nobody",
    "webhook_secret": "hook-tell-nobody",
}
BUCKET: dict[str, Any] = {
    "target": "s3://copies/hoster",
    "s3_endpoint": "https://s3.hoster.example",
    "s3_access_key": "AKIA",
    "s3_secret_key": "s3-tell-nobody",
    "key": KEY,
}


async def test_secrets_are_sealed_and_only_their_names_are_told(
    owner: Editor, session: AsyncSession
) -> None:
    changed = await owner.put("payments", **PROVIDER)
    assert changed.json()["secrets"] == ["api_key", "webhook_secret"]
    assert "tell-nobody" not in changed.text
    row = (await session.scalars(select(SettingVersion))).one()
    assert "tell-nobody" not in f"{row.content} {row.sealed!r}"
    entry = (await session.scalars(select(AuditRecord))).one()
    assert "tell-nobody" not in str(entry.changes)
    assert entry.changes["api_key"] == ["", "•••"]
    _, secrets = await service.values_and_secrets(session, PaymentSettings)
    assert secrets == {"api_key": "key-tell-nobody", "webhook_secret": "hook-tell-nobody"}


async def test_each_secret_changes_by_itself(owner: Editor, session: AsyncSession) -> None:
    await owner.put("payments", **PROVIDER)
    assert (await owner.put("payments", webhook_secret="another")).status_code == 200
    _, secrets = await service.values_and_secrets(session, PaymentSettings)
    assert secrets == {"api_key": "key-tell-nobody", "webhook_secret": "another"}
    without = await owner.put("payments", enabled=False, api_key="")
    assert without.json()["secrets"] == ["webhook_secret"]
    assert (await owner.put("payments")).json()["version"] == without.json()["version"]


async def test_secrets_of_one_provider_follow_to_no_other(owner: Editor) -> None:
    await owner.put("payments", **PROVIDER)
    refused = await owner.put("payments", url="https://elsewhere.example")
    assert (refused.status_code, refused.json()["code"]) == (422, "payments_incomplete")
    moved = await owner.put("payments", url="https://elsewhere.example", enabled=False)
    assert moved.json()["secrets"] == []


@pytest.mark.parametrize("missing", ["url", "api_key", "webhook_secret"])
async def test_nothing_is_offered_that_is_incomplete(owner: Editor, missing: str) -> None:
    """Without the webhook secret anybody could say that a payment was made."""
    refused = await owner.put("payments", **PROVIDER | {missing: ""})
    assert (refused.status_code, refused.json()["code"]) == (422, "payments_incomplete")
    kept = await owner.put("payments", **PROVIDER | {missing: "", "enabled": False})
    assert kept.status_code == 200


async def test_the_key_of_backups_stays_where_the_bucket_changes(
    owner: Editor, session: AsyncSession
) -> None:
    assert (await owner.put("backups", **BUCKET)).json()["secrets"] == ["key", "s3_secret_key"]
    assert (await owner.put("backups", s3_endpoint="https://x.example")).json()["secrets"] == [
        "key"
    ]
    found = await service.overlaid(session, get_settings())
    assert (found.backup_url, found.backup_s3_endpoint) == (BUCKET["target"], "https://x.example")
    assert found.backup_key.get_secret_value() == KEY
    assert found.backup_s3_secret_key.get_secret_value() == ""


@pytest.mark.parametrize(
    ("group", "wrong"),
    [
        ("payments", {"url": "pay.example"}),
        ("payments", {"api_key": "with space"}),
        ("payments", {"webhook_secret": "x" * 501}),
        ("payments", {"provider": "bank"}),
        ("backups", {"target": "copies"}),
        ("backups", {"key": "AGE-SECRET-KEY-1short"}),
        ("backups", {"hours": 0}),
        ("backups", {"keep_daily": -1}),
    ],
)
async def test_nonsense_is_refused_and_not_repeated(
    owner: Editor, group: str, wrong: dict[str, Any]
) -> None:
    refused = await owner.put(group, **wrong)
    assert refused.status_code == 422
    assert "AGE-SECRET-KEY-1short" not in refused.text
    assert "with space" not in refused.text


async def test_a_provider_of_the_environment_gets_no_secret_from_here(
    owner: Editor, environment: pytest.MonkeyPatch, session: AsyncSession
) -> None:
    await owner.put("payments", **PROVIDER | {"enabled": False})
    environment.setenv("SANDBOX_PAYMENTS_URL", "https://given.example")
    get_settings.cache_clear()
    values, secrets = await service.values_and_secrets(session, PaymentSettings)
    assert (values.url, values.enabled, secrets) == ("https://given.example", True, {})
    found = await owner.read("payments")
    assert found["secrets"] == []
    assert set(found["environment"]) == {"url", "enabled", "api_key", "webhook_secret"}
    refused = await owner.put("payments", api_key="mine")
    assert (refused.status_code, refused.json()["code"]) == (409, "set_by_environment")


async def test_secrets_of_the_environment_are_named_and_read_only(
    owner: Editor, environment: pytest.MonkeyPatch, session: AsyncSession
) -> None:
    environment.setenv("BACKUP_KEY_FILE", "/run/secrets/backup_key")
    environment.setenv("SANDBOX_PAYMENTS_SECRET", "given")
    get_settings.cache_clear()
    backups = await owner.read("backups")
    assert backups["environment"] == {"key": "BACKUP_KEY_FILE"}
    assert backups["secrets"] == ["key"]
    assert (await owner.put("backups", key=KEY)).status_code == 409
    both: dict[str, Any] = {"url": "https://pay.example", "webhook_secret": "hook"}
    assert (await owner.put("payments", **both)).status_code == 200
    _, secrets = await service.values_and_secrets(session, PaymentSettings)
    assert secrets == {"api_key": "given", "webhook_secret": "hook"}


async def test_a_lone_password_is_stored_as_the_release_before_reads_it(
    owner: Editor, session: AsyncSession
) -> None:
    key = get_settings().secret_key.get_secret_value()
    await owner.put("mail", host="mail.hoster.example", password="first")
    row = (await session.scalars(select(SettingVersion))).one()
    row.sealed = seal(key, json.dumps("of that release"))
    await session.flush()
    found = await service.overlaid(session, get_settings())
    assert found.smtp_password.get_secret_value() == "of that release"


async def test_secrets_that_another_key_sealed_are_none(
    owner: Editor, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page still opens, so that they can be set anew."""
    await owner.put("payments", **PROVIDER | {"enabled": False})
    changes = {"secret_key": SecretStr("another-secret-0123456789abcdef-xy")}
    other = get_settings().model_copy(update=changes)
    monkeypatch.setattr(service, "get_settings", lambda: other)
    assert (await owner.read("payments"))["secrets"] == []
    entries = select(AuditRecord.changes).where(col(AuditRecord.action) == "settings.changed")
    assert (await owner.put("payments", api_key="anew")).json()["secrets"] == ["api_key"]
    assert len((await session.scalars(entries)).all()) == 2
