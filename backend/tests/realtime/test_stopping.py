"""A process that is told to stop does not wait for its open streams."""

import asyncio
import os
import signal
import sys

import pytest
from httpx2 import AsyncClient

from app.core.settings import Settings
from app.dao.session import Database
from tests.factories.accounts import make_customer
from tests.sandbox.serving import NOBODY, address_of, bound_socket

GRACE = "20"
"""What the server would wait for open answers, as in production; the test waits for less."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_open_streams_end_when_the_server_is_told_to_stop(
    committed: Database, settings: Settings, number: signal.Signals
) -> None:
    async with committed.unit_of_work() as session:
        owner = await make_customer(session, settings)
    opened = bound_socket()
    opened.listen()
    options = ["--factory", "--fd", str(opened.fileno()), "--timeout-graceful-shutdown", GRACE]
    address = committed.engine.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "uvicorn", "app.main:create_app", *options),
        env=os.environ | {"DATABASE_URL": address, "LOG_LEVEL": "WARNING"},
        pass_fds=[opened.fileno()],
    )
    try:
        async with (
            AsyncClient(base_url=address_of(opened), timeout=60, verify=NOBODY) as client,
            client.stream("GET", "/api/v1/events", headers=owner.headers) as stream,
        ):
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("id:")
            process.send_signal(number)
            async with asyncio.timeout(float(GRACE) / 2):
                assert not [line async for line in lines if line.startswith("data:")]
                await process.wait()
    finally:
        opened.close()
        if process.returncode is None:
            process.kill()
            await process.wait()
