"""The API as production starts it, behind a proxy: the sign-in log and limits see the client.

The addresses of clients and proxy are the loopback's own (127/8), so that each is real.
"""

import asyncio
import os
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from httpx2 import AsyncClient, AsyncHTTPTransport, TransportError
from sqlalchemy import select
from sqlmodel import col

from app.core.settings import Settings
from app.dao.session import Database
from app.features.users.models import SignIn
from tests.sandbox.serving import bound_socket

ROOT = Path(__file__).parents[3]
HOST = "panel.example.com"
PROXY, VISITOR, OTHER, STRANGER = "127.0.0.10", "127.0.0.21", "127.0.0.22", "127.0.0.1"
FORM = {"grant_type": "password", "username": "nobody@example.com", "password": "x"}
START_SECONDS = 60


def production_command(port: int) -> list[str]:
    """Return what the image runs, on a port of this machine."""
    script = (ROOT / "infra/docker/bin/api").read_text().partition("exec ")[2]
    words = shlex.split(script.replace("\\\n", " ").replace("${API_PROCESSES:-1}", "1"))
    words[words.index("--host") + 1] = "127.0.0.1"
    words[words.index("--port") + 1] = str(port)
    return [sys.executable, "-m", *words]


@contextmanager
def running_api(database: Database, port: int) -> Iterator[None]:
    environment = os.environ | {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "of-this-test-and-of-nothing-else-0123456789",
        "PUBLIC_URL": f"https://{HOST}",
        "DATABASE_URL": database._settings.database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "RATE_LIMIT_AUTH": "3/hour",
        "TRUSTED_PROXIES": PROXY,
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen(production_command(port), cwd=ROOT / "backend", env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@asynccontextmanager
async def proxy_to(upstream: int) -> AsyncIterator[int]:
    """Pass requests on as nginx does: what came as X-Forwarded-For, and the client's address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head}
        claimed = named.get("x-forwarded-for")
        peer = writer.get_extra_info("peername")[0]
        dropped = ("x-forwarded-for:", "connection:")
        lines = [line for line in head[:-2] if not line.lower().startswith(dropped)]
        lines.append("X-Forwarded-For: " + ", ".join(filter(None, [claimed, peer])))
        lines.append("Connection: close")
        body = await reader.readexactly(int(named.get("content-length", "0")))
        answer, request = await asyncio.open_connection(
            "127.0.0.1", upstream, local_addr=(PROXY, 0)
        )
        request.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        writer.write(await answer.read())
        request.close()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def sign_in(source: str, port: int, claimed: str) -> int:
    """Guess a password from an address; `claimed` is the client's own X-Forwarded-For."""
    transport = AsyncHTTPTransport(local_address=source)
    headers = {"host": HOST, "x-forwarded-for": claimed}
    async with AsyncClient(transport=transport, headers=headers) as client:
        url = f"http://127.0.0.1:{port}/api/v1/auth/token"
        return (await client.post(url, data=FORM)).status_code


async def until_it_answers(port: int) -> None:
    async with asyncio.timeout(START_SECONDS), AsyncClient(headers={"host": HOST}) as client:
        while True:
            try:
                await client.get(f"http://127.0.0.1:{port}/api/v1/public/config")
            except TransportError:
                await asyncio.sleep(0.1)
            else:
                return


@pytest.mark.usefixtures("settings")
async def test_sign_in_log_and_limits_see_the_client_not_the_proxy(
    committed: Database, settings: Settings
) -> None:
    assert settings.trusted_networks == ()
    with bound_socket() as free:
        port = free.getsockname()[1]
    with running_api(committed, port):
        await until_it_answers(port)
        async with proxy_to(port) as front:
            seen = [await sign_in(VISITOR, front, f"203.0.113.{n}") for n in range(4)]
            assert seen == [400, 400, 400, 429]
            assert await sign_in(OTHER, front, VISITOR) == 400
        assert await sign_in(STRANGER, port, VISITOR) == 400
    async with committed.unit_of_work() as session:
        logged = (await session.scalars(select(col(SignIn.ip)).order_by(col(SignIn.at)))).all()
    assert logged == [VISITOR, VISITOR, VISITOR, OTHER, STRANGER]
