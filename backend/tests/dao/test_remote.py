"""What a remote collection does wrong, in the domain's words."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.errors import (
    AppError,
    ConflictError,
    InvalidError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)
from app.dao.remote import Collection, OutcomeUnknownError, RemoteStore
from tests.dao.stores import Note
from tests.sandbox.serving import address_of, bound_socket, serving

NOTE = Note(id="n", body="b")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, UnavailableError),
        (400, InvalidError),
        (401, UnavailableError),
        (404, NotFoundError),
        (409, ConflictError),
        (412, ConflictError),
        (422, InvalidError),
        (429, TooManyRequestsError),
        (500, UnavailableError),
    ],
)
async def test_refusals_become_domain_errors(status: int, error: type[AppError]) -> None:
    async def refuse(_request: Request) -> Response:
        return Response(status_code=status, headers={"retry-after": "0"})

    opened = bound_socket()
    async with serving(Starlette(routes=[Route("/", refuse, methods=["POST"])]), opened):
        store = RemoteStore(Collection(address_of(opened), Note))
        with pytest.raises(AppError) as refused:
            await store.add(NOTE)
    assert type(refused.value) is error


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"id": 1}', b'{"items": [{}]}'])
async def test_an_answer_that_makes_no_sense_is_a_failure_of_the_other_side(body: bytes) -> None:
    async def say(_request: Request) -> Response:
        return Response(body)

    opened = bound_socket()
    async with serving(Starlette(routes=[Route("/{rest:path}", say)]), opened):
        store = RemoteStore(Collection(address_of(opened), Note))
        with pytest.raises(UnavailableError):
            await store.find("n")
        with pytest.raises(UnavailableError):
            await store.page()


async def test_a_change_without_an_answer_is_not_called_failed() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    store = RemoteStore(Collection(f"http://{host}:{port}", Note))
    async with server:
        with pytest.raises(OutcomeUnknownError):
            await store.add(NOTE)
        with pytest.raises(UnavailableError) as read:
            await store.find("n")
    with pytest.raises(UnavailableError) as unreached:
        await store.add(NOTE)
    assert {type(read.value), type(unreached.value)} == {UnavailableError}


@pytest.mark.parametrize("key", ["a/b", "..", ".", "?x", "#", "ключ", "%2e"])
async def test_a_key_is_one_segment_whatever_it_holds(key: str) -> None:
    asked = []

    async def note(request: Request) -> Response:
        asked.append(request.scope["raw_path"].decode())
        return Response(status_code=404)

    opened = bound_socket()
    async with serving(Starlette(routes=[Route("/notes/{rest:path}", note)]), opened):
        assert await RemoteStore(Collection(f"{address_of(opened)}/notes", Note)).find(key) is None
    [path] = asked
    assert path.startswith("/notes/")
    assert path.count("/") == 2
