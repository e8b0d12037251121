"""Every implementation of `Store`, each with items that a test can make and compare."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.dao.base import BaseDAO, Store, TableModel, table_of
from app.dao.files import FileStore, StoredFile, new_name
from app.dao.remote import Collection, RemoteStore
from tests.fakes.collection import CollectionServer
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
class Kept:
    """A store, and how its items are made, named and read."""

    store: Store[Any, Any]
    make: Callable[[str], Any]
    key: Callable[[Any], Any]
    body: Callable[[Any], str]
    changes: Callable[[str], dict[str, Any]]
    twin: Callable[[Any], Any]
    """Another item under the key of one."""


@asynccontextmanager
async def table(session: AsyncSession, _folder: Path) -> AsyncIterator[Kept]:
    connection = await session.connection()
    await connection.run_sync(table_of(NoteRow).create)

    def twin(item: NoteRow) -> NoteRow:
        session.expunge(item)
        return NoteRow(id=item.id, body="twin")

    yield Kept(
        NoteDAO(session),
        make=lambda body: NoteRow(body=body),
        key=lambda item: item.id,
        body=lambda item: item.body,
        changes=lambda body: {"body": body},
        twin=twin,
    )


@asynccontextmanager
async def remote(_session: AsyncSession, _folder: Path) -> AsyncIterator[Kept]:
    opened = bound_socket()
    async with serving(CollectionServer().app, opened):
        yield Kept(
            RemoteStore(Collection(f"{address_of(opened)}/notes", Note)),
            make=lambda body: Note(id=str(new_id()), body=body),
            key=lambda item: item.id,
            body=lambda item: item.body,
            changes=lambda body: {"body": body},
            twin=lambda item: Note(id=item.id, body="twin"),
        )


@asynccontextmanager
async def folder(_session: AsyncSession, folder: Path) -> AsyncIterator[Kept]:
    yield Kept(
        FileStore(folder),
        make=lambda body: StoredFile(new_name(), body.encode()),
        key=lambda item: item.name,
        body=lambda item: item.content.decode(),
        changes=lambda body: {"content": body.encode()},
        twin=lambda item: StoredFile(item.name, b"twin"),
    )


STORES = {"table": table, "remote": remote, "folder": folder}
