"""A registry on this machine with one image, which hands layers out as slowly as a test wants."""

import asyncio
import gzip
import io
import random
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

from aiohttp import web

from app.core import json

_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_CONFIG = "application/vnd.docker.container.image.v1+json"
_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
_CHUNK = 64 * 1024


class ImageRegistry:
    """`reference` is what an engine pulls; layers wait for `go` after their first half."""

    def __init__(self) -> None:
        """Make an image of two layers of half a MiB."""
        self.go = asyncio.Event()
        self.half_sent = asyncio.Event()
        self.reference = ""
        tars = [_tar(f"part-{number}", number) for number in (1, 2)]
        layers = [gzip.compress(one) for one in tars]
        config = json.dumps(
            {
                "architecture": "amd64",
                "os": "linux",
                "config": {},
                "rootfs": {"type": "layers", "diff_ids": [_digest(one) for one in tars]},
                "history": [],
            }
        )
        self.blobs = {_digest(one): one for one in (config, *layers)}
        self.large = {_digest(one) for one in layers}
        self.size = sum(map(len, layers))
        self.manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": _MANIFEST,
                "config": _described(_CONFIG, config),
                "layers": [_described(_LAYER, one) for one in layers],
            }
        )
        self.digest = _digest(self.manifest)

    async def read_manifest(self, _request: web.Request) -> web.Response:
        headers = {"Docker-Content-Digest": self.digest, "Content-Type": _MANIFEST}
        return web.Response(body=self.manifest, headers=headers)

    async def read_blob(self, request: web.Request) -> web.StreamResponse:
        digest = request.match_info["digest"]
        content = self.blobs[digest]
        answer = web.StreamResponse(headers={"Content-Length": str(len(content))})
        await answer.prepare(request)
        half = len(content) // 2
        await answer.write(content[:half])
        if digest in self.large:
            self.half_sent.set()
            await self.go.wait()
        await answer.write(content[half:])
        return answer


@asynccontextmanager
async def image_registry(port: int) -> AsyncIterator[ImageRegistry]:
    """Serve an image on this machine's loopback, where engines ask without TLS."""
    made = ImageRegistry()
    made.reference = f"127.0.0.1:{port}/hostwright/pulled:1"
    application = web.Application()
    application.router.add_get("/v2/", _hello)
    application.router.add_get("/v2/hostwright/pulled/manifests/{name}", made.read_manifest)
    application.router.add_get("/v2/hostwright/pulled/blobs/{digest}", made.read_blob)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield made
    finally:
        made.go.set()
        await runner.cleanup()


async def _hello(_request: web.Request) -> web.Response:
    return web.json_response({})


def _digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def _described(media: str, content: bytes) -> dict[str, object]:
    return {"mediaType": media, "size": len(content), "digest": _digest(content)}


def _tar(name: str, seed: int) -> bytes:
    content = random.Random(seed).randbytes(8 * _CHUNK)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
