"""Reads only read: no declared `JsonQuery` holds a statement that writes."""

import sys
from collections.abc import Iterator

from sqlalchemy import insert, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import col

from app import manifest
from app.celery.job import Job
from app.dao.base import table_of
from app.dao.read import JsonQuery


def _writes(query: JsonQuery) -> bool:
    return any(isinstance(part, UpdateBase) for part in visitors.iterate(query.rows))


def _declared() -> Iterator[JsonQuery]:
    list(manifest.routers())
    for name, module in list(sys.modules.items()):
        if name.startswith("app.features."):
            yield from (one for one in vars(module).values() if isinstance(one, JsonQuery))


def test_no_read_writes() -> None:
    declared = list(_declared())
    assert len(declared) > 30
    assert [str(query.rows) for query in declared if _writes(query)] == []


def test_a_writing_read_is_found() -> None:
    written = insert(table_of(Job)).values(task="x").returning(col(Job.id)).cte("written")
    assert _writes(JsonQuery(rows=select(written.c.id)))
