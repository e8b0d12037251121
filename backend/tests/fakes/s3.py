"""A real S3 server (SeaweedFS, from its wheel) on free ports, for the length of a test session."""

import asyncio
import json
import shutil
import socket
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from app.core.errors import StorageUnavailableError
from app.core.settings import Settings
from app.dao.blobs import Blob, blob_store, chunks_of, new_name

_GRPC = 10_000
"""SeaweedFS takes its inner ports that far above the outer ones."""
_DEADLINE = 60.0
_KEYS = {"accessKey": "key-of-the-tests", "secretKey": "secret-of-the-tests"}


@dataclass(frozen=True)
class S3Server:
    """Where it listens."""

    port: int

    def settings(self, prefix: str = "shared") -> Settings:
        """Return settings that keep files in its bucket, under a prefix of one's own."""
        return Settings(
            blob_url=f"s3://bucket/{prefix}",
            blob_s3_endpoint=f"http://127.0.0.1:{self.port}",
            blob_s3_access_key=_KEYS["accessKey"],
            blob_s3_secret_key=SecretStr(_KEYS["secretKey"]),
        )

    def backups(self, prefix: str) -> dict[str, object]:
        """Return settings that keep backups in its bucket, under a prefix of one's own."""
        return {
            "backup_url": f"s3://bucket/{prefix}",
            "backup_s3_endpoint": f"http://127.0.0.1:{self.port}",
            "backup_s3_access_key": _KEYS["accessKey"],
            "backup_s3_secret_key": SecretStr(_KEYS["secretKey"]),
        }


def _free(port: int) -> bool:
    for each in (port, port + _GRPC):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", each))
            except OSError:
                return False
    return True


def _ports(count: int) -> list[int]:
    """Return free ports whose inner twins are free too, below the ephemeral range."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as opened:
            opened.bind(("127.0.0.1", 0))
            port = 11_000 + opened.getsockname()[1] % 9_000
        if port not in found and _free(port):
            found.append(port)
    return found


async def _ready(server: S3Server) -> None:
    """Wait until a first blob is taken, which makes the bucket too."""
    while True:
        try:
            await blob_store("ready", server.settings()).add(Blob(new_name(), chunks_of(b"x")))
        except StorageUnavailableError:
            await asyncio.sleep(0.1)
        else:
            return


@asynccontextmanager
async def s3_server(folder: Path) -> AsyncIterator[S3Server]:
    """Run the server in a folder; ends with the block."""
    program = Path(sysconfig.get_path("scripts")) / "weed"
    master, volume, filer, s3 = _ports(4)
    rights = {"name": "t", "credentials": [_KEYS], "actions": ["Admin", "Read", "Write", "List"]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [rights]}))
    (folder / "data").mkdir()
    process = await asyncio.create_subprocess_exec(
        program,
        "server",
        f"-dir={folder / 'data'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-master.port={master}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        f"-volume.port={volume}",
        "-volume.max=8",
        f"-filer.port={filer}",
        "-s3",
        f"-s3.port={s3}",
        "-s3.port.iceberg=0",  # fixed ports otherwise: a second server beside it would end at once
        "-s3.port.lance=0",
        f"-s3.config={config}",
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_DEADLINE):
            await _ready(S3Server(s3))
        yield S3Server(s3)
    finally:
        process.kill()
        await process.wait()
        shutil.rmtree(folder / "data", ignore_errors=True)
