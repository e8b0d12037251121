"""What a tick finds out about certificate and disk."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.features.backups.models import Backup, BackupState
from app.features.system.dao.snapshot import snapshot
from app.features.system.providers.certificate import certificate_of
from app.features.system.providers.disk import disk_of
from app.features.system.service.facts import look_around
from tests.one_transaction import OneTransaction

_ENDS = datetime(2031, 2, 3, tzinfo=UTC)


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "panel.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_ENDS - timedelta(days=3650))
        .not_valid_after(_ENDS)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_self_signed(tmp_path))
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"


async def test_a_certificate_is_told_even_where_browsers_refuse_it(secure: str) -> None:
    found = await certificate_of(secure)
    assert datetime.fromisoformat(found["expires_at"]) == _ENDS
    assert found["issuer"] == "CN=panel.test"
    assert (found["trusted"], found["error"]) == (False, "self-signed certificate")


@pytest.mark.parametrize(
    ("url", "found"),
    [("http://panel.test", {"error": "no_tls"}), ("https://127.0.0.1:1", None)],
)
async def test_where_there_is_none_a_word_says_why(url: str, found: dict[str, Any] | None) -> None:
    told = await certificate_of(url)
    assert told == found if found else told["error"]
    assert "expires_at" not in told


async def test_both_become_figures(
    settings: Settings, database: OneTransaction, secure: str, tmp_path: Path
) -> None:
    changed = settings.model_copy(update={"public_url": secure, "files_dir": tmp_path})
    for _ in range(2):
        await look_around(database, changed)
    found = {one.name: one.value for one in await snapshot(database, [], [])}
    assert found["hostwright_certificate_expires_seconds"] == _ENDS.timestamp()
    assert found["hostwright_files_total_bytes"] == disk_of(tmp_path)["total"]
    assert 0 < found["hostwright_files_free_bytes"] < found["hostwright_files_total_bytes"]


async def test_the_last_backup_that_can_be_restored_and_the_last_that_failed_become_figures(
    session: AsyncSession, database: OneTransaction
) -> None:
    async def figures() -> dict[str, float]:
        samples = await snapshot(database, [], [])
        return {one.name: one.value for one in samples if one.name.startswith("hostwright_backup")}

    async def end(state: BackupState, hours: int) -> None:
        at = _ENDS - timedelta(hours=hours)
        verified = None if state is BackupState.FAILED else at
        session.add(Backup(state=state, created_at=at, finished_at=at, verified_at=verified))
        await session.flush()

    assert await figures() == {}
    await end(BackupState.DONE, 5)
    last = (_ENDS - timedelta(hours=5)).timestamp()
    told = {"hostwright_backup_last_success_seconds": last, "hostwright_backup_failed": 0}
    assert await figures() == told
    await end(BackupState.REMOVED, 4)
    await end(BackupState.FAILED, 3)
    assert await figures() == told | {"hostwright_backup_failed": 1}
