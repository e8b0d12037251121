"""The restore drill: a company that sells is backed up, restored elsewhere, and nothing differs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient
from PIL import Image
from pydantic import SecretStr

from app.celery.dao import JobDAO, lease
from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.dao.invariant import offenders
from app.dao.session import Database
from app.features.backups import service as backups
from app.features.backups.errors import (
    BackupDamagedError,
    BackupKeyWrongError,
    BackupMissingError,
    RestoreRefusedError,
)
from app.features.backups.service.making import Made, make_backup
from app.main import create_app
from app.manifest import invariants
from tests.databases import empty_database
from tests.fakes.s3 import s3_server
from tests.features.users.factors import TOTP, add_totp, code_of, finish
from tests.lifecycle import contents
from tests.lifecycle.company import PASSWORD, Company


@pytest.fixture(autouse=True)
def files_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    get_settings.cache_clear()
    return tmp_path / "files"


@pytest.fixture
def here(company: Company, settings: Settings, tmp_path: Path, files_dir: Path) -> Settings:
    return settings.model_copy(
        update={
            "database_url": company.database.engine.url.render_as_string(hide_password=False),
            "files_dir": files_dir,
            "backup_url": str(tmp_path / "target"),
            "backup_key": SecretStr(backups.new_key()),
        }
    )


async def _trade(company: Company) -> str:
    """Sell, deploy and bill a service, keep a picture, seal a secret; return the secret."""
    order = await company.order("shop")
    await company.pay(order["invoice_id"])
    await company.pass_time(days=32)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    async with _client(company.app) as client:
        headers = await _sign_in(client, "support")
        kept = await client.put(
            "/me/avatar", files={"image": ("me.png", picture.getvalue())}, headers=headers
        )
        assert kept.status_code == 200, kept.text
        secret, _ = await add_totp(client, headers)
    return secret


@asynccontextmanager
async def _client(app: object) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app)  # type: ignore[arg-type] # FastAPI is one
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        yield client


async def _sign_in(client: AsyncClient, who: str) -> dict[str, str]:
    form = {"grant_type": "password", "username": f"{who}@example.com", "password": PASSWORD}
    answer = await client.post("/auth/token", data=form)
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


async def _back_up(company: Company, here: Settings) -> Made:
    return await make_backup(company.database, here, new_id().hex)


def _restore(there: Settings, database: Database, made: Made, **options: bool) -> backups.Restore:
    return backups.Restore(database, there, frozenset({made.manifest.revision}), **options)


@asynccontextmanager
async def _elsewhere(here: Settings, folder: Path) -> AsyncIterator[tuple[Settings, Database]]:
    """Give an empty database and folder, and the same backups."""
    async with empty_database() as address:
        there = here.model_copy(update={"database_url": address, "files_dir": folder / "restored"})
        database = Database(there)
        try:
            yield there, database
        finally:
            await database.close()


async def _drill(company: Company, here: Settings, folder: Path) -> None:
    secret = await _trade(company)
    made = await _back_up(company, here)
    assert made.manifest.files == 1
    read = await backups.verify_backup(here, made.manifest.name)
    assert (read.files, read.damaged) == (1, [])
    async with _elsewhere(here, folder) as (there, database):
        await _restore(there, database, made).run(made.manifest.name)
        assert await contents.tables(database) == await contents.tables(company.database)
        assert await contents.schema(database) == await contents.schema(company.database)
        assert contents.files(there.files_dir) == contents.files(here.files_dir)
        await _is_sound(database, company)
        await _lets_people_in(there, database, secret)


async def _is_sound(database: Database, company: Company) -> None:
    async with database.unit_of_work() as session:
        with company.today():
            broken = [
                rule.name
                for rule in invariants()
                if not rule.name.startswith("monitoring.") and await offenders(session, rule)
            ]
    assert broken == []


async def _lets_people_in(there: Settings, database: Database, secret: str) -> None:
    app = create_app(there, database)
    async with _client(app) as client:
        headers = await _sign_in(client, "customer")
        assert (await client.get("/services", headers=headers)).json()["total"] == 1
        form = {"grant_type": "password", "username": "support@example.com", "password": PASSWORD}
        half = (await client.post("/auth/token", data=form)).json()
        # The sealed secret of the app opens, or no code of it would be taken.
        answer = await finish(client, TOTP, half["mfa_token"], code_of(secret))
        assert answer.status_code == 200, answer.text


async def test_a_restored_installation_differs_in_nothing(
    company: Company, here: Settings, tmp_path: Path
) -> None:
    await _drill(company, here, tmp_path)


async def test_the_same_holds_for_a_bucket(
    company: Company, here: Settings, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with s3_server(tmp_path_factory.mktemp("s3")) as server:
        await _drill(company, here.model_copy(update=server.backups("drill")), tmp_path)


async def test_a_restored_copy_waits_until_it_is_told_to_work(
    company: Company, here: Settings, tmp_path: Path
) -> None:
    order = await company.order("shop")
    await company.post(f"/invoices/{order['invoice_id']}/actions/pay", {"method": "balance"})
    made = await _back_up(company, here)  # its jobs were not run yet: mails, the deployment
    async with _elsewhere(here, tmp_path) as (there, database):
        await _restore(there, database, made).run(made.manifest.name)
        before = await contents.tables(database)
        copy = Company(create_app(there, database), database, company.runtime, clock.now())
        async with database.unit_of_work() as session:
            due = [one.job_id for one in await JobDAO(session).due()]
        assert due
        assert await lease(database, due) == []
        await run_tick(database, "billing.invoice_due_periods")
        assert await contents.tables(database) == before

        async with database.unit_of_work() as session:
            assert await backups.resume(session) == 1
        await copy.work()
        (service,) = (await copy.get("/services"))["items"]
        assert service["status"] == "active"


async def test_what_the_target_has_is_not_copied_again(company: Company, here: Settings) -> None:
    await _trade(company)
    first = await _back_up(company, here)
    second = await _back_up(company, here)
    assert (first.manifest.files, second.manifest.files) == (1, 1)
    assert second.added == second.manifest.database.size + second.manifest.index.size
    assert first.added > first.manifest.database.size + first.manifest.index.size
    names = [one.name for one in (await backups.list_backups(here)).ours]
    assert names == [second.manifest.name, first.manifest.name]


async def test_a_file_whose_bytes_are_lost_is_counted_and_stops_nothing(
    company: Company, here: Settings
) -> None:
    await _trade(company)
    for path in here.files_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    made = await _back_up(company, here)
    assert (made.manifest.files, made.manifest.lost) == (0, 1)
    assert (await backups.verify_backup(here, made.manifest.name)).damaged == []


def _blob(here: Settings, folder: str) -> Path:
    (found,) = (one for one in (Path(here.backup_url) / folder).rglob("*") if one.is_file())
    return found


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


async def test_damage_is_found_before_anything_is_touched(company: Company, here: Settings) -> None:
    await _trade(company)
    made = await _back_up(company, here)
    before = await contents.tables(company.database)
    for folder, damage in product(("manifests", "databases", "indexes"), (_flip, _cut)):
        blob = _blob(here, folder)
        whole = blob.read_bytes()
        damage(blob)
        with pytest.raises(BackupDamagedError):
            await backups.verify_backup(here, made.manifest.name)
        with pytest.raises(BackupDamagedError):
            await _restore(here, company.database, made, replace=True).run(made.manifest.name)
        blob.write_bytes(whole)
    assert await contents.tables(company.database) == before


async def test_a_damaged_or_missing_file_is_named(company: Company, here: Settings) -> None:
    await _trade(company)
    made = await _back_up(company, here)
    file = _blob(here, "files")
    whole = file.read_bytes()
    _flip(file)
    (line,) = (await backups.verify_backup(here, made.manifest.name)).damaged
    assert line.startswith("avatars/")
    assert "altered" in line
    file.unlink()
    (line,) = (await backups.verify_backup(here, made.manifest.name)).damaged
    assert "missing" in line
    file.write_bytes(whole)
    assert (await backups.verify_backup(here, made.manifest.name)).damaged == []


async def test_what_cannot_be_restored_is_refused_with_a_word(
    company: Company, here: Settings
) -> None:
    made = await _back_up(company, here)
    name = made.manifest.name
    other = here.model_copy(update={"backup_key": SecretStr(backups.new_key())})
    with pytest.raises(BackupKeyWrongError):
        await backups.verify_backup(other, name)
    with pytest.raises(BackupMissingError):
        await backups.verify_backup(here, new_id().hex)
    with pytest.raises(RestoreRefusedError) as refused:
        await _restore(here, company.database, made).run(name)
    assert "not empty" in str(refused.value.params["detail"])
    strange = here.model_copy(
        update={"secret_key": SecretStr("another-secret-0123456789abcdef-xy")}
    )
    with pytest.raises(RestoreRefusedError) as refused:
        await _restore(strange, company.database, made, replace=True).run(name)
    assert "SECRET_KEY" in str(refused.value.params["detail"])
    unknown = backups.Restore(company.database, here, frozenset({"older"}), replace=True)
    with pytest.raises(RestoreRefusedError) as refused:
        await unknown.run(name)
    assert "newer release" in str(refused.value.params["detail"])


async def test_a_full_database_is_replaced_where_that_was_asked_for(
    company: Company, here: Settings
) -> None:
    await _trade(company)
    made = await _back_up(company, here)
    before = await contents.tables(company.database)
    await company.order("another")
    assert await contents.tables(company.database) != before
    await _restore(here, company.database, made, replace=True).run(made.manifest.name)
    assert await contents.tables(company.database) == before
