import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path

import pytest
from httpx2 import AsyncClient, Response
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.dao import blobs
from app.features.users.audit import AuditAction
from tests.features.users.person import Person, entries

Drain = Callable[[], Awaitable[int]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = Settings(files_dir=tmp_path)
    monkeypatch.setattr(blobs, "get_settings", lambda: settings)
    return tmp_path


def _picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    written = BytesIO()
    Image.new(mode, size, "red").save(written, kind)
    return written.getvalue()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def _put(person: Person, content: bytes, name: str = "me.png") -> Response:
    return await person.ask("PUT", "/me/avatar", files={"image": (name, content, "image/png")})


@pytest.mark.parametrize(
    "content",
    [_picture("PNG"), _picture("JPEG"), _picture("WEBP"), _picture("PNG", mode="RGBA")],
    ids=["png", "jpeg", "webp", "transparent"],
)
async def test_a_picture_is_drawn_anew_and_shown(
    vera: Person, client: AsyncClient, content: bytes
) -> None:
    answer = await _put(vera, content, "anything.exe")
    assert answer.status_code == 200
    url = answer.json()["avatar_url"]
    assert (await vera.ask("GET", "/me")).json()["avatar_url"] == url
    shown = await client.get(url.removeprefix("/api/v1"))
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["content-disposition"].startswith("attachment")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in shown.headers["cache-control"]
    with Image.open(BytesIO(shown.content)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (256, 256))


async def test_what_hides_in_a_picture_does_not_stay(vera: Person, client: AsyncClient) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    written = BytesIO()
    Image.new("RGB", (40, 30)).save(written, "JPEG", exif=exif)
    hidden = written.getvalue() + b"<script>alert(1)</script>PK\x03\x04"
    url = (await _put(vera, hidden)).json()["avatar_url"]
    shown = (await client.get(url.removeprefix("/api/v1"))).content
    assert b"script" not in shown
    assert b"home" not in shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html></html>",
        _picture("GIF"),
        _picture("BMP"),
        _picture("PNG")[:60],
        _picture("PNG").replace(b"IHDR", b"IHDX"),
    ],
    ids=["empty", "svg", "html", "gif", "bmp", "cut", "broken"],
)
async def test_what_is_no_picture_of_our_kinds_is_refused(
    vera: Person, folder: Path, content: bytes
) -> None:
    answer = await _put(vera, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "image_invalid")
    assert _files(folder) == []


async def test_a_bomb_is_refused_before_it_is_unpacked(vera: Person, folder: Path) -> None:
    bomb = _picture("PNG", size=(9000, 9000), mode="1")
    assert len(bomb) < 100_000
    answer = await _put(vera, bomb)
    assert (answer.status_code, answer.json()["code"]) == (422, "image_invalid")
    assert _files(folder) == []


async def test_more_than_a_mebibyte_is_refused(vera: Person) -> None:
    assert (await _put(vera, b"x" * (1024 * 1024 + 1))).status_code == 413


async def test_a_replaced_picture_goes_after_the_commit(
    vera: Person, folder: Path, drain: Drain, session: AsyncSession
) -> None:
    first = (await _put(vera, _picture())).json()["avatar_url"]
    second = (await _put(vera, _picture())).json()["avatar_url"]
    assert first != second
    assert len(_files(folder)) == 2
    await drain()
    assert [path.name for path in _files(folder)] == [second.rpartition("/")[2]]
    for _ in range(2):
        assert (await vera.ask("DELETE", "/me/avatar")).status_code == 204
    assert (await vera.ask("GET", "/me")).json()["avatar_url"] is None
    await drain()
    assert _files(folder) == []
    done = await entries(session, AuditAction.PROFILE_CHANGED, vera.user.id)
    assert [entry.changes["avatar"] for entry in done] == [
        [False, True],
        [True, True],
        [True, False],
    ]


@pytest.mark.parametrize("name", ["0" * 32, "..%2Fsecret", "me.webp"])
async def test_no_other_name_shows_anything(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/avatars/{name}")).status_code in {404, 422}


async def test_a_full_or_read_only_disk_is_said_and_nothing_changes(
    vera: Person, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "get_settings", lambda: Settings(files_dir=small_disk))
    url = (await _put(vera, _picture())).json()["avatar_url"]
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(b"x" * 1_000_000 + b"x" * 100_000)
    full = await _put(vera, _picture())
    assert (full.status_code, full.json()["code"]) == (507, "storage_full")
    assert full.headers["content-type"] == "application/problem+json"
    (small_disk / "filler").unlink()
    again = await asyncio.create_subprocess_exec("mount", "-o", "remount,ro", str(small_disk))
    assert await again.wait() == 0
    refused = await _put(vera, _picture())
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    assert (await vera.ask("GET", "/me")).json()["avatar_url"] == url
    assert len(_files(small_disk)) == 1


async def test_a_bucket_that_is_away_is_said(vera: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Settings(blob_url="s3://bucket", blob_s3_endpoint="http://127.0.0.1:9")
    away = away.model_copy(update={"blob_s3_access_key": "key"})
    monkeypatch.setattr(blobs, "get_settings", lambda: away)
    refused = await _put(vera, _picture())
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    assert (await vera.ask("GET", "/me")).json()["avatar_url"] is None
