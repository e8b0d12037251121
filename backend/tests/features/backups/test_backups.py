"""Backups as staff see and start them, and as the clock does."""

from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.dao.blobs import Blob, chunks_of
from app.features.backups import service, tasks
from app.features.backups.dao import BackupDAO
from app.features.backups.errors import (
    BackupDamagedError,
    BackupRunningError,
    BackupsNotConfiguredError,
    PostgresProgramError,
)
from app.features.backups.models import Backup, BackupState
from app.features.backups.providers.postgres import find_programs
from app.features.backups.providers.target import Target, open_target
from app.features.backups.schemas import (
    FORMAT,
    BackupPage,
    BackupStatus,
    IndexLine,
    Manifest,
    Part,
)
from app.features.backups.service import recording
from app.features.backups.service.retention import kept, thin_out
from app.features.roles import service as roles
from tests.factories.users import make_staff, make_user
from tests.one_transaction import OneTransaction

Drain = Callable[[], Coroutine[Any, Any, int]]
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _settings_are_read_anew_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert monkeypatch  # undone after this
    yield
    get_settings.cache_clear()


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_URL", str(tmp_path))
    monkeypatch.setenv("BACKUP_KEY", service.new_key())
    get_settings.cache_clear()


async def _status(client: AsyncClient, staff: dict[str, str]) -> BackupStatus:
    answer = await client.get("/admin/backups/status", headers=staff)
    assert answer.status_code == 200, answer.text
    return BackupStatus.model_validate(answer.json())


async def _rows(client: AsyncClient, staff: dict[str, str]) -> list[dict[str, Any]]:
    answer = await client.get("/admin/backups", headers=staff)
    assert answer.status_code == 200, answer.text
    BackupPage.model_validate(answer.json())
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


async def test_without_a_place_nothing_is_started(
    client: AsyncClient, staff: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKUP_URL", "")
    get_settings.cache_clear()
    assert not (await _status(client, staff)).configured
    refused = await client.post("/admin/backups", headers=staff | {"Idempotency-Key": "one-press"})
    assert (refused.status_code, refused.json()["code"]) == (409, "backups_not_configured")


@pytest.mark.usefixtures("configured")
async def test_one_press_starts_one_backup(client: AsyncClient, staff: dict[str, str]) -> None:
    press = partial(client.post, "/admin/backups")
    made = await press(headers=staff | {"Idempotency-Key": "one-press"})
    assert made.status_code == 202, made.text
    again = await press(headers=staff | {"Idempotency-Key": "one-press"})
    assert again.json() == made.json()
    other = await press(headers=staff | {"Idempotency-Key": "another-press"})
    assert (other.status_code, other.json()["code"]) == (409, "backup_running")
    (row,) = await _rows(client, staff)
    assert (row["state"], row["name"]) == ("pending", UUID(row["id"]).hex)


@pytest.mark.usefixtures("configured")
async def test_a_failure_is_told_to_those_who_keep_the_settings(
    session: AsyncSession,
    settings: Settings,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    await make_staff(session, settings, BuiltInRole.SUPPORT)
    keeper = await make_user(session, email="keeper@example.com")
    await roles.assign(session, keeper.id, BuiltInRole.ADMIN)
    backup = await recording.start(session)
    await service.abandon(session, backup.id, "the bucket is gone")
    await session.commit()
    await drain()
    (mail,) = emails
    assert mail["To"] == "keeper@example.com"
    assert "the bucket is gone" in mail.as_string()
    # A process that ended after it wrote down its own failure changes nothing.
    await service.abandon(session, backup.id, "ended with code 1")
    assert (await BackupDAO(session).get(backup.id)).error == "the bucket is gone"


@pytest.mark.usefixtures("configured")
async def test_the_clock_asks_once_a_period(
    session: AsyncSession, database: OneTransaction
) -> None:
    dao = BackupDAO(session)

    async def tick(hours: int) -> int:
        with clock.freeze(NOON + timedelta(hours=hours)):
            await run_tick(database, "backups.schedule")
        return len((await dao.page()).items)

    assert await tick(0) == 1
    assert await tick(1) == 1  # it waits for its process
    (first,) = (await dao.page()).items
    await dao.patch(first.id, {"state": BackupState.DONE, "finished_at": NOON})
    assert await tick(23) == 1
    assert await tick(24) == 2


async def test_a_run_whose_process_died_makes_room_for_the_next(session: AsyncSession) -> None:
    dead = await recording.start(session)
    with pytest.raises(BackupRunningError):
        await recording.start(session)
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        live = await recording.start(session)
    found = {one.id: one.state for one in (await BackupDAO(session).page()).items}
    assert found == {dead.id: BackupState.FAILED, live.id: BackupState.RUNNING}


def _made(at: datetime) -> Manifest:
    part = Part(size=1, digest="")
    return Manifest(
        name=new_id().hex,
        created_at=at,
        version="1",
        revision="one",
        postgres=180_006,
        secret_key="",
        settings=[],
        database=part,
        index=part,
        files=0,
        absent=[],
        lost=0,
    )


def test_the_newest_of_each_day_week_and_month_stays() -> None:
    found = [_made(NOON - timedelta(hours=12 * half)) for half in range(200)]
    stay = kept(found, daily=3, weekly=2, monthly=3)
    days = [one.created_at.date().isoformat() for one in found if one.name in stay]
    # Three days; the week before (Sunday, a day already); the two months before.
    assert days == ["2026-11-30", "2026-11-29", "2026-11-28", "2026-10-31", "2026-09-30"]


def test_the_last_backup_stays_whatever_the_counts_say() -> None:
    found = [_made(NOON), _made(NOON - timedelta(days=1))]
    assert kept(found, 0, 0, 0) == {found[0].name}


async def test_an_older_pg_dump_is_refused_in_one_line(tmp_path: Path, settings: Settings) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.9'\n")
    program.chmod(0o755)
    mine = settings.model_copy(update={"postgres_bin": tmp_path})
    with pytest.raises(PostgresProgramError) as refused:
        await find_programs(mine, 180_006)
    assert refused.value.line.count("\n") == 0
    assert "needs pg_dump and pg_restore 18 or newer" in refused.value.line
    assert "has 15" in refused.value.line


async def test_the_password_is_in_no_command_line(settings: Settings) -> None:
    url = "postgresql+asyncpg://owner:hunter2@db:5433/panel?ssl=require"
    mine = settings.model_copy(update={"database_url": url, "backup_key": SecretStr("")})
    programs = await find_programs(mine, 180_006)
    assert programs.env["PGPASSWORD"] == "hunter2"
    assert programs.env["PGSSLMODE"] == "require"
    assert programs.database == "panel"


async def test_a_process_that_ends_by_itself_is_told_of(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.features.backups.tasks.sys.executable", "/bin/false")
    row = Backup(state=BackupState.PENDING, created_at=clock.now())
    await BackupDAO(session).add(row)
    error = await tasks.make(tasks.Run(row.id, 6))
    await service.abandon(session, row.id, error)
    assert (await BackupDAO(session).get(row.id)).error == (
        "the process that made it ended with code 1"
    )


async def test_without_a_place_the_clock_asks_for_nothing(
    session: AsyncSession, database: OneTransaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKUP_URL", "")
    get_settings.cache_clear()
    await run_tick(database, "backups.schedule")
    assert (await BackupDAO(session).page()).items == []


@pytest.mark.usefixtures("configured")
async def test_one_process_takes_what_was_asked_for(session: AsyncSession) -> None:
    asked = await recording.request(session)
    taken = await recording.start(session, asked.id)
    assert taken.state is BackupState.RUNNING
    with pytest.raises(BackupRunningError):
        await recording.start(session, asked.id)


async def test_a_process_that_hangs_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    waiting = tmp_path / "waiting"
    waiting.write_text("#!/bin/sh\nexec sleep 600\n")
    waiting.chmod(0o755)
    monkeypatch.setattr("app.features.backups.tasks.sys.executable", str(waiting))
    assert await tasks.make(tasks.Run(new_id(), 0)) == "it took longer than 0 hours"


@pytest.fixture
def at_target(settings: Settings, tmp_path: Path) -> Target:
    key = tmp_path / "key"
    key.write_text(service.new_key() + "\n")
    return open_target(
        settings.model_copy(update={"backup_url": str(tmp_path / "kept"), "backup_key_file": key})
    )


async def test_a_place_whose_key_cannot_be_read_is_none(settings: Settings, tmp_path: Path) -> None:
    changed = {"backup_url": str(tmp_path), "backup_key_file": tmp_path / "nothing"}
    with pytest.raises(BackupsNotConfiguredError):
        open_target(settings.model_copy(update=changed))


async def test_a_manifest_is_believed_only_where_it_was_written(at_target: Target) -> None:
    manifest = _made(NOON)
    await at_target.put_manifest(manifest)
    assert await at_target.manifest(manifest.name) == manifest

    stored = await at_target.manifests.get(manifest.name)
    content = b"".join([chunk async for chunk in stored.content])
    another = new_id().hex
    await at_target.manifests.add(Blob(another, chunks_of(content)))
    with pytest.raises(BackupDamagedError, match="not the one that was written"):
        await at_target.manifest(another)

    later = _made(NOON).model_copy(update={"format": FORMAT + 1})
    await at_target.put_manifest(later)
    with pytest.raises(BackupDamagedError, match="a newer release"):
        await at_target.manifest(later.name)


async def test_bytes_of_another_time_are_damage(at_target: Target) -> None:
    line = IndexLine(folder="avatars", name=new_id().hex, size=5, digest="of something else")
    await at_target.put(at_target.files, at_target.name_of(line), chunks_of(b"bytes"))
    with pytest.raises(BackupDamagedError, match="is another one"):
        _ = [chunk async for chunk in at_target.file(line)]

    dump = new_id().hex
    await at_target.put(at_target.databases, dump, chunks_of(b"bytes"))
    with pytest.raises(BackupDamagedError, match="not what was written"):
        _ = [
            chunk
            async for chunk in at_target.open(
                at_target.databases, dump, Part(size=1, digest="other")
            )
        ]


async def test_what_a_program_of_postgresql_complains_of_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    for name in ("pg_dump", "pg_restore"):
        program = tmp_path / name
        program.write_text(
            "#!/bin/sh\n[ $1 = --version ] && echo '(PostgreSQL) 18.0' && exit\n"
            "echo 'the disk' >&2; echo ' is full' >&2; exit 3\n"
        )
        program.chmod(0o755)
    mine = settings.model_copy(update={"postgres_bin": tmp_path})
    programs = await find_programs(mine, 180_006)
    with pytest.raises(PostgresProgramError, match="pg_restore: the disk is full"):
        await programs.restore(chunks_of(b"x" * 4_000_000))


async def test_programs_are_looked_for_in_the_path_first(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho '(PostgreSQL) 99.1'\n")
    program.chmod(0o755)
    (tmp_path / "pg_restore").touch()
    found = await find_programs(settings.model_copy(update={"postgres_bin": None}), 180_006)
    assert found.folder == tmp_path


async def test_nothing_is_thinned_out_where_a_manifest_cannot_be_read(
    at_target: Target, settings: Settings, tmp_path: Path
) -> None:
    rubbish = new_id().hex
    await at_target.manifests.add(Blob(rubbish, chunks_of(b"rubbish")))
    mine = settings.model_copy(
        update={"backup_url": str(tmp_path / "kept"), "backup_key_file": tmp_path / "key"}
    )
    assert await thin_out(mine) == []
    assert await at_target.manifests.find(rubbish) is not None
