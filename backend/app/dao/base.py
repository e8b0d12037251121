"""The abstract interface of persistence, and its PostgreSQL implementation."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Enum,
    Select,
    Table,
    false,
    insert,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from app.core.errors import InvalidError, NotFoundError
from app.core.ids import new_id
from app.dao.errors import map_integrity_errors
from app.dao.scope import Scope

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Key = TypeVar("Key")
Item = TypeVar("Item")


MAX_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class StorePage(Generic[Item]):
    """Some items in the order of their keys, and the cursor of those that follow (None: none)."""

    items: Sequence[Item]
    next_cursor: str | None = None


class Store(ABC, Generic[Key, Item]):
    """Keeps items under keys: a database table, a directory, or somebody else's API."""

    @abstractmethod
    async def find(self, key: Key) -> Item | None:
        """Return the item, or None where there is none in scope."""

    async def get(self, key: Key) -> Item:
        """Return the item; raises NotFoundError where there is none in scope."""
        found = await self.find(key)
        if found is None:
            raise NotFoundError
        return found

    @abstractmethod
    async def page(self, cursor: str | None = None, limit: int = 100) -> StorePage[Item]:
        """Return up to `limit` items (1 to MAX_PAGE), from where `next_cursor` of a page pointed.

        What is added or removed between two pages moves nothing else. Raises InvalidError for a
        cursor that no page gave.
        """

    async def walk(self, limit: int = 100) -> AsyncIterator[Item]:
        """Yield every item, page by page."""
        cursor: str | None = None
        while True:
            page = await self.page(cursor, limit)
            for item in page.items:
                yield item
            if page.next_cursor is None:
                return
            cursor = page.next_cursor

    @abstractmethod
    async def add(self, item: Item) -> Item:
        """Keep a new item and return it as stored; raises the domain error of what refuses it."""

    @abstractmethod
    async def patch(self, key: Key, changes: Mapping[str, Any]) -> Item:
        """Change the given fields and return the item; raises NotFoundError."""

    @abstractmethod
    async def remove(self, key: Key) -> None:
        """Remove the item; removing what is not there is no error."""


class TableModel(SQLModel):
    """What every table begins with: a time-ordered id."""

    id: UUID = Field(default_factory=new_id, primary_key=True)


class VersionedModel(TableModel):
    """A row that counts its changes: every `BaseDAO.patch` is one (see `dao.version`)."""

    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


Model = TypeVar("Model", bound=TableModel)


class BaseDAO(Store[UUID, Model], Generic[Model]):
    """One table inside the running unit of work, narrowed to a scope."""

    model: ClassVar[type[TableModel]]
    owner: ClassVar[str | None] = None
    service_key: ClassVar[str | None] = None

    def __init__(self, session: AsyncSession, scope: Scope | None = None) -> None:
        self.session = session
        self.scope = scope or Scope.all()

    def rows(self) -> Select[tuple[Model]]:
        """Select the rows in scope."""
        model = cast("type[Model]", self.model)
        rows = select(model)
        if self.scope.account_id is None:
            return rows
        if self.owner is None:
            message = f"{self.model.__name__} has no owner and cannot be read by one account"
            raise LookupError(message)
        rows = rows.where(getattr(model, self.owner) == self.scope.account_id)
        if self.scope.services is None:
            return rows
        if self.service_key is None:
            return rows.where(false())
        return rows.where(getattr(model, self.service_key).in_(self.scope.services))

    @property
    def _key(self) -> ColumnElement[UUID]:
        return cast("ColumnElement[UUID]", self.model.id)

    async def find(self, key: UUID) -> Model | None:
        """Return the row, or None where there is none in scope."""
        found: Model | None = await self.session.scalar(self.rows().where(self._key == key))
        return found

    async def page(self, cursor: str | None = None, limit: int = 100) -> StorePage[Model]:
        """Return rows in scope by id, which is the order in which they were made (see `Store`)."""
        rows = self.rows().order_by(self._key).limit(limit + 1)
        if cursor is not None:
            try:
                rows = rows.where(self._key > UUID(cursor))
            except ValueError as malformed:
                raise InvalidError from malformed
        found = list(await self.session.scalars(rows))
        more = len(found) > limit
        return StorePage(found[:limit], str(found[limit - 1].id) if more else None)

    async def lock(self, key: UUID) -> Model:
        """Return the row, fresh and locked until the unit of work ends; raises NotFoundError."""
        statement = self.rows().where(self._key == key).with_for_update()
        found: Model | None = await self.session.scalar(
            statement.execution_options(populate_existing=True)
        )
        if found is None:
            raise NotFoundError
        return found

    async def add(self, item: Model) -> Model:
        """Insert the row; raises the domain error of the constraint that refuses it."""
        self.session.add(item)
        with map_integrity_errors():
            await self.session.flush()
        return item

    async def put(self, values: Mapping[str, Any]) -> UUID:
        """Insert a row that nobody goes on working with, and return its id.

        No object is made: it costs a third of `add`. What is not given is NULL, or the database's
        default. Raises as `add` does.
        """
        row = {"id": new_id()} | dict(values)
        with map_integrity_errors():
            await self.session.execute(insert(table_of(self.model)), row)
        return cast("UUID", row["id"])

    async def patch(self, key: UUID, changes: Mapping[str, Any]) -> Model:
        """Change the given columns of a locked row, one version on; raises NotFoundError."""
        row = await self.lock(key)
        for name, value in changes.items():
            setattr(row, name, value)
        if isinstance(row, VersionedModel) and changes:
            row.version += 1
        with map_integrity_errors():
            await self.session.flush()
        return row

    async def remove(self, key: UUID) -> None:
        """Delete the row where it is in scope."""
        row = await self.find(key)
        if row is not None:
            await self.session.delete(row)
            await self.session.flush()


def table_of(model: type[SQLModel]) -> Table:
    """Return a model's table, for statements over its columns that load no object."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel hides it
    return table


def text_enum(kind: type, **arguments: Any) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    """Declare an enum column kept as text with a CHECK, so that a migration can add a value."""
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=f"{kind.__name__.lower()}",
        values_callable=lambda values: [value.value for value in values],
    )
    return Field(sa_type=cast("Any", column_type), **arguments)


def minor_units(**arguments: Any) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    """Declare a column of money: minor units of the row's currency, the one type for all of it."""
    return Field(sa_type=BigInteger, **arguments)


def timestamp(**arguments: Any) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    """Declare a timezone-aware timestamp column."""
    return Field(sa_type=cast("Any", DateTime(timezone=True)), **arguments)
