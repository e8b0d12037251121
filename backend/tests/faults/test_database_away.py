"""The database killed under requests of every kind: 503 and when to come again, never 500."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from infra.local.postgres import Postgres  # type: ignore[import-untyped]  # has a check of its own
from infra.local.servers import Home, embedded_postgres  # type: ignore[import-untyped]  # the same
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.auth.roles import BuiltInRole
from app.core import json
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from app.main import create_app
from app.web.policies import Operation, operations
from tests.authz.bodies import UnknownShapeError, least
from tests.databases import migrate
from tests.factories.accounts import make_customer, prove
from tests.factories.users import make_staff

START_SECONDS = 60
_STREAMS = {"events_stream"}
_SIGN_IN = b"grant_type=password&username=a@example.com&password=x"


@dataclass
class Server:
    """A PostgreSQL of this test's own, which may be killed."""

    cluster: Postgres
    log: Path
    process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start and wait until it answers; what a kill left behind may need a second try."""
        program = self.cluster.program()
        async with asyncio.timeout(START_SECONDS):
            while not await program.ready():
                if self.process is None or self.process.poll() is not None:
                    self._spawn(program.command, program.cwd, program.env)
                await asyncio.sleep(0.05)

    def _spawn(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Panel:
    """The API on that server, and two people whom it remembers."""

    server: Server
    database: Database
    app: FastAPI
    client: AsyncClient
    customer: dict[str, str]
    staff: dict[str, str]
    account_id: object
    answers: dict[str, Response] = field(default_factory=dict)

    async def ask(self, one: Operation) -> None:
        """Ask for an operation with what its schema takes, as somebody who may."""
        path = "/".join(
            str(new_id()) if part.startswith("{") else part for part in one.path.split("/")
        )
        headers = self.staff if "/admin/" in one.path else self.customer
        body, kind = self._body(one)
        more = {"content-type": kind, "idempotency-key": str(new_id())}
        async with asyncio.timeout(START_SECONDS):
            self.answers[one.operation_id] = await self.client.request(
                one.method, path, content=body, headers=headers | more
            )

    def _body(self, one: Operation) -> tuple[bytes, str]:
        document: dict[str, Any] = self.app.openapi()
        declared = document["paths"][one.path][one.method.lower()].get("requestBody")
        content = declared["content"] if declared else {}
        if "application/x-www-form-urlencoded" in content:
            return _SIGN_IN, "application/x-www-form-urlencoded"
        try:
            schema = content.get("application/json", {}).get("schema")
            return (json.dumps(least(schema, document)) if schema else b""), "application/json"
        except UnknownShapeError:
            return b"{}", "application/json"


@asynccontextmanager
async def _own_server(folder: Path) -> AsyncIterator[Server]:
    home = Home(folder)
    cluster = embedded_postgres(home)  # one to throw away would lose commits with the kill
    await asyncio.to_thread(cluster.initialise)
    server = Server(cluster, folder / "postgres.log")
    try:
        await server.start()
        await cluster.create_database()
        yield server
    finally:
        server.kill()


@pytest.fixture
async def panel(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Panel]:
    monkeypatch.setattr("app.auth.authenticator.TRUST_SECONDS", 600.0)
    async with _own_server(tmp_path / "cluster") as server:
        await migrate(server.cluster.url())
        own = settings.model_copy(update={"database_url": server.cluster.url()})
        database = Database(own)
        async with database.unit_of_work() as session:
            customer = await make_customer(session, own)
            staff = await make_staff(session, own, BuiltInRole.OWNER)
            await prove(session, customer.user.id)
            await session.execute(text("UPDATE auth_session SET authenticated_at = now()"))
        app = create_app(own, database)
        transport = ASGITransport(app=app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://panel.test") as client:
            made = Panel(
                server, database, app, client, customer.headers, staff, customer.account_id
            )
            assert (await client.get("/api/v1/me", headers=customer.headers)).status_code == 200
            assert (await client.get("/api/v1/admin/users", headers=staff)).status_code == 200
            yield made
        await database.close()


def _comes_again(answer: Response) -> bool:
    told = (answer.status_code, answer.headers.get("retry-after"), answer.json()["code"])
    return told == (503, "2", "unavailable")


async def test_a_killed_database_is_answered_503_by_every_operation_and_its_return_is_noticed(
    panel: Panel,
) -> None:
    async with panel.database.sessions() as other:
        await other.execute(text("SELECT id FROM account FOR UPDATE"))
        change = asyncio.create_task(
            panel.client.patch(
                "/api/v1/account", json={"legal_name": "Acme LLC"}, headers=panel.customer
            )
        )
        async with asyncio.timeout(START_SECONDS):
            while not await _waits_for_a_lock(panel):  # noqa: ASYNC110  it has no event
                await asyncio.sleep(0.02)
        panel.server.kill()
        assert _comes_again(await change)
        with pytest.raises(DBAPIError):
            await other.execute(text("SELECT 1"))
        await other.invalidate()
    for one in operations(panel.app):
        if one.operation_id not in _STREAMS:
            await panel.ask(one)
    failed = {name: answer.status_code for name, answer in panel.answers.items()}
    assert [name for name, status in failed.items() if status >= 500 and status != 503] == []
    away = {name for name, answer in panel.answers.items() if answer.status_code == 503}
    assert {"me_read", "services_list", "orders_list", "auth_sign_in", "accounts_update"} <= away
    away.remove("health_ready_read")  # it says in words of its own what is away
    assert [name for name in away if not _comes_again(panel.answers[name])] == []
    await panel.server.start()
    async with asyncio.timeout(START_SECONDS):
        for path in ("/api/v1/me", "/api/v1/services"):
            while not await _is_served(panel, path):  # noqa: ASYNC110  the same
                await asyncio.sleep(0.05)
    changed = await panel.client.patch(
        "/api/v1/account", json={"legal_name": "Acme LLC"}, headers=panel.customer
    )
    assert changed.status_code == 200


async def _is_served(panel: Panel, path: str) -> bool:
    return (await panel.client.get(path, headers=panel.customer)).status_code == 200


async def _waits_for_a_lock(panel: Panel) -> bool:
    waiting = "SELECT count(*)::text FROM pg_locks WHERE NOT granted"
    return await panel.database.fetch(waiting) != "0"
