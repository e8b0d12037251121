"""Every implementation of `Store`, each with items that a test can make and compare."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.base import BaseDAO, Store, TableModel, table_of
from app.dao.blobs import Blob, blob_store, chunks_of, new_name
from app.dao.remote import Collection, RemoteStore
from tests.fakes.collection import CollectionServer
from tests.fakes.s3 import S3Server
from tests.sandbox.serving import address_of, bound_socket, serving


class NoteRow(TableModel, table=True):
    """A table of the tests only, kept out of the product's metadata."""

    __tablename__ = "note"
    metadata: ClassVar[MetaData] = MetaData()
    body: str


class NoteDAO(BaseDAO[NoteRow]):
    model = NoteRow


class Note(BaseModel):
    id: str
    body: str


@dataclass(frozen=True)
class Place:
    """Where a test may keep things: a folder, and an S3 server started when it is asked for."""

    folder: Path
    s3: Callable[[], Awaitable[S3Server]]


async def _body(item: NoteRow | Note) -> str:
    return item.body


@dataclass(frozen=True)
class Kept:
    """A store, and how its items are made, named and read."""

    store: Store[Any, Any]
    make: Callable[[str], Any]
    key: Callable[[Any], Any]
    body: Callable[[Any], Awaitable[str]]
    changes: Callable[[str], dict[str, Any]]
    twin: Callable[[Any], Any]
    """Another item under the key of one."""


@asynccontextmanager
async def table(session: AsyncSession, _place: Place) -> AsyncIterator[Kept]:
    connection = await session.connection()
    await connection.run_sync(table_of(NoteRow).create)

    def twin(item: NoteRow) -> NoteRow:
        session.expunge(item)
        return NoteRow(id=item.id, body="twin")

    yield Kept(
        NoteDAO(session),
        make=lambda body: NoteRow(body=body),
        key=lambda item: item.id,
        body=_body,
        changes=lambda body: {"body": body},
        twin=twin,
    )


@asynccontextmanager
async def remote(_session: AsyncSession, _place: Place) -> AsyncIterator[Kept]:
    opened = bound_socket()
    async with serving(CollectionServer().app, opened):
        yield Kept(
            RemoteStore(Collection(f"{address_of(opened)}/notes", Note)),
            make=lambda body: Note(id=str(new_id()), body=body),
            key=lambda item: item.id,
            body=_body,
            changes=lambda body: {"body": body},
            twin=lambda item: Note(id=item.id, body="twin"),
        )


def _blobs(settings: Settings) -> Kept:
    async def read(item: Blob) -> str:
        return (await item.read()).decode()

    return Kept(
        blob_store("notes", settings),
        make=lambda body: Blob(new_name(), chunks_of(body.encode())),
        key=lambda item: item.name,
        body=read,
        changes=lambda body: {"content": chunks_of(body.encode())},
        twin=lambda item: Blob(item.name, chunks_of(b"twin")),
    )


@asynccontextmanager
async def directory(_session: AsyncSession, place: Place) -> AsyncIterator[Kept]:
    yield _blobs(Settings(files_dir=place.folder))


@asynccontextmanager
async def bucket(_session: AsyncSession, place: Place) -> AsyncIterator[Kept]:
    server = await place.s3()
    yield _blobs(server.settings(new_name()))


STORES = {"table": table, "remote": remote, "directory": directory, "bucket": bucket}
