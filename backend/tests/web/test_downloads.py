"""Files as they leave: whole, in part, or not at all."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request, Response
from httpx2 import ASGITransport, AsyncClient

from app.web.downloads import Attachment, send

CONTENT = b"0123456789"


async def _stream(start: int, end: int | None) -> AsyncIterator[bytes]:
    yield CONTENT[start:end]


@pytest.fixture
async def files() -> AsyncIterator[AsyncClient]:
    app = FastAPI()

    @app.get("/f")
    async def file(request: Request) -> Response:
        name = 'отчёт "1".zip'
        return send(request, Attachment(name, 10, "application/zip", _stream, "abc"))

    async with AsyncClient(transport=ASGITransport(app), base_url="http://x") as client:
        yield client


async def test_every_file_is_sent_as_an_attachment(files: AsyncClient) -> None:
    answer = await files.get("/f")
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-length"] == "10"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "sandbox" in answer.headers["content-security-policy"]
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''%D0%BE")
    assert '"' not in disposition
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "got", "place"),
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=8-", b"89", "bytes 8-9/10"),
        ("bytes=8-99999", b"89", "bytes 8-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", CONTENT, "bytes 0-9/10"),
    ],
)
async def test_a_range_is_answered_exactly(
    files: AsyncClient, asked: str, got: bytes, place: str
) -> None:
    answer = await files.get("/f", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, got)
    assert answer.headers["content-range"] == place
    assert answer.headers["content-length"] == str(len(got))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-4", "bytes=-0", "bytes=99-100"])
async def test_an_unsatisfiable_range_answers_416(files: AsyncClient, asked: str) -> None:
    answer = await files.get("/f", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */10")


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=a-b", ""])
async def test_an_unsupported_range_gets_the_whole_file(files: AsyncClient, asked: str) -> None:
    answer = await files.get("/f", headers={"range": asked})
    assert (answer.status_code, answer.content) == (200, CONTENT)


async def test_a_range_of_another_version_gets_the_whole_file(files: AsyncClient) -> None:
    headers = {"range": "bytes=2-4", "if-range": '"other"'}
    assert (await files.get("/f", headers=headers)).content == CONTENT
    headers["if-range"] = '"abc"'
    assert (await files.get("/f", headers=headers)).content == b"234"


async def test_a_matching_etag_answers_304(files: AsyncClient) -> None:
    answer = await files.get("/f", headers={"if-none-match": '"abc"'})
    assert (answer.status_code, answer.content) == (304, b"")
