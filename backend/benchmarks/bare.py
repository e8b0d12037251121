"""What the list is measured against: the limit of the same query, and the plain way to write it."""

import os
from collections.abc import Sequence
from uuid import UUID

import asyncpg
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import col, select
from starlette.types import Receive, Scope, Send

from app.core import json
from app.features.deployments.models import Service, ServiceStatus

_ACCOUNT = UUID(os.environ.get("BENCH_ACCOUNT", "00000000-0000-0000-0000-000000000000"))
_SIZE = 50


class Limit:
    """A bare ASGI program: one prepared statement, its JSON sent as it comes."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool | None = None
        self._sql = os.environ["BENCH_SQL"]
        self._arguments = json.loads(os.environ["BENCH_ARGUMENTS"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer any request with the page."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._pool is not None
        async with self._pool.acquire() as connection:
            found: str = await connection.fetchval(self._sql, *self._arguments)
        body = found.encode()
        head = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(
            os.environ["BENCH_DSN"], max_size=10, server_settings={"timezone": "UTC"}, reset=_keep
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _keep(_connection: asyncpg.Connection) -> None:
    """Skip the reset round trip, as our own pool does."""


class PlainPage(BaseModel):
    """The page as a response model."""

    items: list[Service]
    total: int


def plain() -> FastAPI:
    """Return the plain endpoint: SQLModel rows through a response model."""
    app = FastAPI()
    engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=10)

    @app.get("/list", response_model=PlainPage)
    async def list_services() -> dict[str, Sequence[Service] | int]:
        active = (col(Service.account_id) == _ACCOUNT, col(Service.status) == ServiceStatus.ACTIVE)
        async with AsyncSession(engine) as session:
            rows = select(Service).where(*active).order_by(col(Service.created_at).desc())
            items = (await session.scalars(rows.limit(_SIZE))).all()
            counted = select(func.count()).select_from(Service).where(*active)
            return {"items": items, "total": await session.scalar(counted) or 0}

    return app
