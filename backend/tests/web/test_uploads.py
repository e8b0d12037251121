"""How much body an operation takes: 1 MiB, or what its route declares, and never in memory."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.dao import blobs
from app.dao.blobs import Blob, blob_store, new_name
from app.web import problems
from app.web.middleware import BodyLimit, RequestContext
from app.web.uploads import BODY_LIMIT_BYTES, Content, body_limits, multipart
from tests.factories.accounts import make_customer

_MIB = 1024**2
_LONG = 8 * _MIB


class Note(BaseModel):
    """What an ordinary operation takes."""

    text: str


class Kept(BaseModel):
    """What an upload answers."""

    size: int


@pytest.fixture
def feature(tmp_path: Path) -> FastAPI:
    """A feature that takes long files, and short notes beside them."""
    app = FastAPI()

    @app.put("/things/{thing_id}/file", max_body_size=_LONG)
    async def take_file(thing_id: str, content: Content) -> Kept:
        store = blob_store(f"things-{thing_id[:1]}", Settings(files_dir=tmp_path))
        return Kept(size=(await store.add(Blob(new_name(), content))).size)

    @app.put("/things/{thing_id}/note")
    async def take_note(thing_id: str, note: Note) -> Kept:
        return Kept(size=len(thing_id + note.text))

    problems.install(app)
    app.add_middleware(BodyLimit, limits=body_limits(app))
    app.add_middleware(RequestContext)
    return app


@pytest.fixture
async def uploading(feature: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=feature)
    async with AsyncClient(transport=transport, base_url="http://panel.test") as opened:
        yield opened


async def _pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield b"x" * 65_536
    yield b"x" * (size % 65_536)


def _thing() -> str:
    return "0192f1c0-0000-7000-8000-000000000001"


def _refusal(answer: Response) -> tuple[int, str, object]:
    body = answer.json()
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    return answer.status_code, body["code"], body["params"]["max_bytes"]


def _sizes(folder: Path) -> Iterator[int]:
    return (path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in-pieces"])
async def test_an_upload_takes_what_its_route_declares_and_no_byte_more(
    uploading: AsyncClient, tmp_path: Path, announced: bool
) -> None:
    path = f"/things/{_thing()}/file"
    for size in (_LONG, _LONG + 1):
        content = b"x" * size if announced else _pieces(size)
        answer = await uploading.put(path, content=content)
        if size == _LONG:
            assert (answer.status_code, answer.json()) == (200, {"size": _LONG})
        else:
            assert _refusal(answer) == (413, "content_too_large", _LONG)
    assert list(_sizes(tmp_path)) == [_LONG]


async def test_an_upload_is_stored_while_it_arrives(uploading: AsyncClient, tmp_path: Path) -> None:
    sent = 0
    written: list[bool] = []

    async def slowly() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < _LONG:
            sent += _MIB
            yield b"x" * _MIB
            written.append(bool(list(_sizes(tmp_path))))

    answer = await uploading.put(f"/things/{_thing()}/file", content=slowly())
    assert answer.json() == {"size": _LONG}
    assert written[-1]


async def test_every_other_operation_takes_a_mebibyte(uploading: AsyncClient) -> None:
    note = {"text": "x" * BODY_LIMIT_BYTES}
    answer = await uploading.put(f"/things/{_thing()}/note", json=note)
    assert _refusal(answer) == (413, "content_too_large", BODY_LIMIT_BYTES)
    short = {"text": "x" * (BODY_LIMIT_BYTES - 100)}
    assert (await uploading.put(f"/things/{_thing()}/note", json=short)).status_code == 200


def test_only_uploads_declare_a_limit(app: FastAPI) -> None:
    assert body_limits(app) == {
        ("PUT", "/api/v1/me/avatar"): multipart(_MIB),
        ("POST", "/api/v1/admin/settings/brand/logos"): multipart(_MIB),
    }


@pytest.mark.parametrize(
    ("size", "status", "code"),
    [
        (_MIB, 422, "image_invalid"),
        (_MIB + 1, 413, "file_too_large"),
        (_MIB + 100_000, 413, "content_too_large"),
    ],
)
async def test_a_picture_of_exactly_one_mebibyte_is_accepted_for_decoding(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    status: int,
    code: str,
) -> None:
    monkeypatch.setattr(blobs, "get_settings", lambda: Settings(files_dir=tmp_path))
    customer = await make_customer(session, settings)
    picture = {"image": ("me.png", b"x" * size, "image/png")}
    answer = await client.put("/me/avatar", files=picture, headers=customer.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list(_sizes(tmp_path)) == []
