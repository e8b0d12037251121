"""Seals: a chained digest over rows that are only ever added, so that no change stays unseen.

Rows carry a `position` from a sequence, and a later position may be visible before an earlier one.
So a run first notes how far it sees and who is writing; the next run seals that far once all of
those have ended. Writers wait for nobody and no row is touched.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Column, Field, col

from app.core import clock
from app.core.crypto import sign
from app.dao.base import BaseDAO, TableModel, timestamp
from app.dao.upsert import Upsert, excluded

_START = 0
_EMPTY = ""


class Seal(TableModel, table=True):
    """The digest of the rows after the last seal's `last` up to this one's; never changes."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("stream", "last", name="uq_seal_stream_last"),)

    stream: str
    last: int = Field(sa_type=BigInteger)
    rows: int
    content: str = Field(description="SHA-256 of the rows")
    previous: str = Field(description="The digest of the seal before, empty for the first")
    digest: str = Field(description="HMAC-SHA256 of all of the above")
    at: datetime = timestamp()


class SealMark(TableModel, table=True):
    """How far the last run saw, and the transactions that were writing then."""

    __tablename__ = "seal_mark"

    stream: str = Field(unique=True)
    position: int = Field(sa_type=BigInteger)
    writers: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))


class SealPrune(TableModel, table=True):
    """Rows up to `last` were deleted by retention: their seals stay, the rows may be gone."""

    __tablename__ = "seal_prune"
    __table_args__ = (UniqueConstraint("stream", "last", name="uq_seal_prune_stream_last"),)

    stream: str
    last: int = Field(sa_type=BigInteger)
    digest: str
    at: datetime = timestamp()


_NOTE = Upsert(SealMark, "(stream)", excluded("position", "writers"))


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows to be sealed: a select of `position`, `at` and `content`, and the table that has them.

    `content` is a text of all that must not change.
    """

    name: str
    table: str
    rows: Select[Any]


@dataclass(frozen=True, slots=True)
class Pruned:
    """What retention took: rows up to a position."""

    last: int
    rows: int


class SealDAO(BaseDAO[Seal]):
    """Seals one stream under a key of its own."""

    model = Seal

    def __init__(self, session: AsyncSession, stream: Stream, secret: str) -> None:
        super().__init__(session)
        self._stream = stream
        self._secret = sign(secret, b"seal-key:" + stream.name.encode())

    async def advance(self) -> Seal | None:
        """Seal what the last run noted, once its writers have ended, and note anew.

        Returns the seal; None where there is nothing to seal, or a writer is at it still.
        """
        mark = await self.session.scalar(
            select(SealMark).where(col(SealMark.stream) == self._stream.name)
        )
        if mark is not None and set(mark.writers) & await self._writers():
            return None
        sealed = None if mark is None else await self._seal(mark.position)
        await self._note()
        return sealed

    async def _note(self) -> None:
        """Note how far rows are visible, then who is writing: nobody in between is missed."""
        rows = self._stream.rows.subquery("rows")
        seen = await self.session.scalar(select(func.max(rows.c.position)))
        mark = SealMark(
            stream=self._stream.name,
            position=seen or _START,
            writers=sorted(await self._writers()),
        )
        await _NOTE.put(self.session, mark.model_dump())

    async def _writers(self) -> set[str]:
        """Return the transactions that may hold a position of the table without showing it yet."""
        found = await self.session.scalars(_WRITERS, {"table": self._stream.table})
        return set(found)

    async def _seal(self, up_to: int) -> Seal | None:
        last = await self.last()
        after = last.last if last else None
        if up_to <= (after or _START):
            return None
        content, rows = await self._content(after, up_to)
        previous = last.digest if last else _EMPTY
        seal = Seal(
            stream=self._stream.name,
            last=up_to,
            rows=rows,
            content=content,
            previous=previous,
            digest=_EMPTY,
            at=clock.now(),
        )
        seal.digest = self._digest_of(seal)
        return await self.add(seal)

    async def last(self) -> Seal | None:
        """Return the newest seal."""
        statement = select(Seal).where(col(Seal.stream) == self._stream.name)
        found: Seal | None = await self.session.scalar(
            statement.order_by(col(Seal.last).desc()).limit(1)
        )
        return found

    async def _content(self, after: int | None, up_to: int) -> tuple[str, int]:
        """Return the digest and number of the rows between two positions, the first excluded."""
        rows = self._stream.rows.subquery("rows")
        joined = func.string_agg(rows.c.content, text("E'\\n' ORDER BY rows.position"))
        hashed = func.encode(func.sha256(func.convert_to(func.coalesce(joined, ""), "UTF8")), "hex")
        statement = select(hashed, func.count()).where(rows.c.position <= up_to)
        if after is not None:
            statement = statement.where(rows.c.position > after)
        content, number = (await self.session.execute(statement)).one()
        return str(content), int(number)

    def _digest_of(self, seal: Seal) -> str:
        message = f"{seal.stream}\n{seal.last}\n{seal.rows}\n{seal.content}\n{seal.previous}"
        return sign(self._secret, message.encode())

    def _digest_of_prune(self, last: int) -> str:
        return sign(self._secret, f"pruned\n{self._stream.name}\n{last}".encode())

    async def broken(self) -> AsyncIterator[str]:
        """Recompute every seal and yield what is wrong, in the order of the rows."""
        pruned_through = await self._pruned_through()
        if pruned_through is None:
            yield f"{self._stream.name}: a note of pruning was not made by us"
            pruned_through = _START
        previous, after = _EMPTY, None
        for seal in await self._seals():
            span = f"{self._stream.name} after {after or _START} up to {seal.last}"
            if seal.previous != previous or seal.digest != self._digest_of(seal):
                yield f"{span}: the seal itself was altered, or one before it is missing"
            elif seal.last > pruned_through:
                found = await self._content(after, seal.last)
                if found != (seal.content, seal.rows):
                    yield f"{span}: {seal.rows} rows were sealed, {found[1]} other ones are there"
            previous, after = seal.digest, seal.last

    async def _seals(self) -> Iterable[Seal]:
        statement = select(Seal).where(col(Seal.stream) == self._stream.name)
        found = await self.session.scalars(statement.order_by(col(Seal.last)))
        return found.all()

    async def _pruned_through(self) -> int | None:
        """Return how far rows may be gone; None where somebody else wrote so."""
        statement = select(SealPrune).where(col(SealPrune.stream) == self._stream.name)
        notes = (await self.session.scalars(statement)).all()
        if any(note.digest != self._digest_of_prune(note.last) for note in notes):
            return None
        return max((note.last for note in notes), default=_START)

    async def prune(self, before: datetime) -> Pruned | None:
        """Delete the rows of the seals that hold nothing newer than `before`; say how many.

        A row that no seal covers stays, however old; None where nothing went.
        """
        rows = self._stream.rows.subquery("rows")
        newer = select(func.min(rows.c.position)).where(rows.c.at >= before)
        limit = func.coalesce(newer.scalar_subquery(), text("9223372036854775807"))
        covered = select(func.max(col(Seal.last))).where(
            col(Seal.stream) == self._stream.name, col(Seal.last) < limit
        )
        last = await self.session.scalar(covered)
        pruned_through = await self._pruned_through()
        if last is None or pruned_through is None or last <= pruned_through:
            return None
        note = SealPrune(
            stream=self._stream.name,
            last=last,
            digest=self._digest_of_prune(last),
            at=clock.now(),
        )
        self.session.add(note)
        await self.session.flush()
        table = text(self._stream.table)
        taken = await self.session.execute(
            text(f"DELETE FROM {table} WHERE position <= :last"),  # noqa: S608  a name in our code
            {"last": last},
        )
        return Pruned(last, taken.rowcount)  # type: ignore[attr-defined]  # a cursor's result


_WRITERS = text(
    """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = CAST(:table AS regclass)
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
    """
)
