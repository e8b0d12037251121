"""Where backups go, as the owner sets it in the panel, and what becomes of older keys' backups."""

from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.dao.blobs import Blob, BlobStore, chunks_of
from app.events.models import AuditRecord
from app.features.backups import service, tasks
from app.features.backups.dao import BackupDAO
from app.features.backups.models import Backup, BackupState
from app.features.backups.providers.sealing import Sealer
from app.features.backups.providers.target import Target, open_target
from app.features.backups.schemas import IndexLine, Manifest
from app.features.backups.service import recording
from app.features.backups.service.retention import thin_out
from app.features.backups.service.verifying import look_through
from tests.features.settings.conftest import Editor, environment, owner
from tests.one_transaction import OneTransaction

__all__ = ["environment", "owner"]


async def _post(owner: Editor, act: str) -> dict[str, Any]:
    path = f"/admin/settings/backups/actions/{act}"
    answer = await owner.client.post(path, headers=owner.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _status(owner: Editor) -> dict[str, Any]:
    answer = await owner.client.get("/admin/backups/status", headers=owner.headers)
    found: dict[str, Any] = answer.json()
    return found


async def test_a_place_and_a_key_from_the_panel_are_all_it_takes(
    owner: Editor, tmp_path: Path, session: AsyncSession, database: OneTransaction
) -> None:
    assert not (await _status(owner))["configured"]
    made = await _post(owner, "make-key")
    kept = await owner.put("backups", target=str(tmp_path), key=made["key"], timeout_hours=2)
    assert kept.status_code == 200
    assert made["key"] not in kept.text
    status = await _status(owner)
    assert (status["configured"], status["key_fingerprint"]) == (True, made["fingerprint"])
    headers = owner.headers | {"Idempotency-Key": "one-press"}
    asked = await owner.client.post("/admin/backups", headers=headers)
    assert asked.status_code == 202
    run = await tasks._prepare(session, backup_id=new_id())
    assert run.hours == 2
    assert open_target(await service.settings_of(session)).sealer.fingerprint == made["fingerprint"]
    assert database


async def test_each_key_is_another_and_no_record_holds_one(
    owner: Editor, session: AsyncSession
) -> None:
    first, second = await _post(owner, "make-key"), await _post(owner, "make-key")
    assert first["key"] != second["key"]
    kept = str((await session.scalars(select(AuditRecord.changes))).all())
    assert first["key"] not in kept


async def test_the_test_writes_reads_and_leaves_nothing(
    owner: Editor, tmp_path: Path, session: AsyncSession
) -> None:
    await owner.put("backups", target=str(tmp_path / "copies"), key=service.new_key())
    tried = await _post(owner, "test")
    assert tried == {"target": str(tmp_path / "copies"), "worked": True, "error": ""}
    assert _files(tmp_path) == []
    asked = select(AuditRecord.changes).where(col(AuditRecord.action) == "settings.backups_tested")
    assert [one["worked"] for one in await session.scalars(asked)] == [True]


def _files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


async def test_the_test_says_what_is_in_the_way(
    owner: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Set where backups go" in (await _post(owner, "test"))["error"]
    (tmp_path / "file").touch()
    await owner.put("backups", target=str(tmp_path / "file" / "below"), key=service.new_key())
    tried = await _post(owner, "test")
    assert not tried["worked"]
    assert "Not a directory" in tried["error"]
    # Its letters are right, its checksum is not.
    await owner.put("backups", target=str(tmp_path), key="AGE-SECRET-KEY-1" + "Q" * 58)
    assert "begins with AGE-SECRET-KEY-1" in (await _post(owner, "test"))["error"]
    assert (await _status(owner))["key_fingerprint"] is None
    await owner.put("backups", key=service.new_key())

    async def other(*_: object) -> Any:
        yield b"other"

    monkeypatch.setattr(Sealer, "open", other)
    assert "is not what was written" in (await _post(owner, "test"))["error"]


async def test_older_backups_are_said_to_need_their_key(
    owner: Editor, tmp_path: Path, session: AsyncSession
) -> None:
    await owner.put("backups", target=str(tmp_path), key=service.new_key())
    status = await _status(owner)
    now = clock.now()
    for key in ("of another", status["key_fingerprint"], None):
        row = Backup(state=BackupState.DONE, created_at=now, finished_at=now, key_fingerprint=key)
        await BackupDAO(session).add(row)
    assert (await _status(owner))["other_keys"] == 1
    listed = (await owner.client.get("/admin/backups", headers=owner.headers)).json()["items"]
    assert {one["key_fingerprint"] for one in listed} == {
        "of another",
        status["key_fingerprint"],
        None,
    }


async def test_a_finished_backup_names_its_key(session: AsyncSession) -> None:
    backup = await recording.start(session)
    await recording.finish(session, backup.id, _manifest(backup.id.hex), 1, "of the key")
    assert (await BackupDAO(session).get(backup.id)).key_fingerprint == "of the key"


def _manifest(name: str) -> Manifest:
    part = {"size": 1, "digest": ""}
    return Manifest(
        name=name,
        created_at=clock.now(),
        version="1",
        revision="1",
        postgres=180_000,
        secret_key="",
        settings=[],
        database=part,
        index=part,
        files=1,
        absent=[],
        lost=0,
    )


async def _backup(target: Target, file: str) -> Manifest:
    """Put a backup with one file there."""
    name = new_id().hex
    line = IndexLine(folder="avatars", name=file, size=None, digest=None)
    body = line.model_dump_json().encode() + b"\n"
    index = await target.put(target.indexes, name, chunks_of(body))
    database = await target.put(target.databases, name, chunks_of(b"dump"))
    if await target.files.find(target.name_of(line)) is None:
        await target.put(target.files, target.name_of(line), chunks_of(b"bytes"))
    manifest = _manifest(name).model_copy(update={"index": index, "database": database})
    await target.put_manifest(manifest)
    return manifest


async def _count(store: BlobStore) -> int:
    return len([one async for one in store.walk()])


async def test_backups_of_another_key_stay_whole_where_ours_are_thinned_out(
    settings: Settings, tmp_path: Path
) -> None:
    def with_key(key: str) -> Settings:
        changes = {
            "backup_url": str(tmp_path),
            "backup_key": SecretStr(key),
            "backup_keep_daily": 1,
            "backup_keep_weekly": 0,
            "backup_keep_monthly": 0,
        }
        return settings.model_copy(update=changes)

    older, newer = with_key(service.new_key()), with_key(service.new_key())
    before = await _backup(open_target(older), "old")
    target = open_target(newer)
    first = await _backup(target, "gone")
    second = await _backup(target, "kept")
    orphan = new_id().hex
    await target.databases.add(Blob(orphan, chunks_of(b"of a run that died")))
    assert await thin_out(newer) == [first.name]
    found = await look_through(target)
    assert ([one.name for one in found.ours], found.other_keys) == ([second.name], [before.name])
    assert [await _count(one) for one in (target.databases, target.indexes, target.files)] == [
        2
    ] * 3
    (theirs,) = (await service.list_backups(older)).ours
    assert (await open_target(older).manifest(theirs.name)).name == before.name
    lines = [line async for line in open_target(older).index(theirs)]
    assert [b"".join([c async for c in open_target(older).file(one)]) for one in lines] == [
        b"bytes"
    ]


async def test_what_the_panel_says_is_known_to_commands_while_there_is_a_database(
    owner: Editor, tmp_path: Path, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owner.put("backups", target=str(tmp_path), key=service.new_key())
    assert (await service.restore_settings(session)).backup_url == str(tmp_path)

    async def empty(_: AsyncSession) -> bool:
        return True

    monkeypatch.setattr("app.features.backups.service.restoring.is_empty", empty)
    assert (await service.restore_settings(session)).backup_url == get_settings().backup_url


async def test_only_who_proved_it_makes_a_key(client: AsyncClient) -> None:
    answer = await client.post("/admin/settings/backups/actions/make-key")
    assert answer.status_code == 401
