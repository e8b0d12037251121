"""What this machine is found to be."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.core.settings import Environment, Settings
from app.features.nodes.errors import NoLocalNodeError
from app.features.nodes.providers import local

_INFO = b'{"NCPU": 3, "MemTotal": 2147483648, "ServerVersion": "27.0"}'


@pytest.fixture
async def engine_socket(tmp_path: Path) -> AsyncIterator[str]:
    """A socket that answers as Docker's Engine does."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        assert request.startswith(b"GET /info")
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
        writer.write(head + str(len(_INFO)).encode() + b"\r\nconnection: close\r\n\r\n" + _INFO)
        await writer.drain()
        writer.close()

    path = tmp_path / "engine.sock"
    server = await asyncio.start_unix_server(answer, path)
    async with server:
        yield f"unix://{path}"


async def test_docker_is_taken_where_it_answers(settings: Settings, engine_socket: str) -> None:
    found = await local.detect(settings.model_copy(update={"docker_host": engine_socket}))

    assert (found.driver, found.endpoint, found.version) == ("docker", engine_socket, "27.0")
    assert found.memory_mb == 2_048
    assert found.cpu_millis == 3 * 8_000


async def test_the_first_plug_in_is_taken_where_nothing_answers(
    settings: Settings, tmp_path: Path
) -> None:
    away = {"docker_host": f"unix://{tmp_path}/nothing.sock", "instances_dir": tmp_path}
    found = await local.detect(settings.model_copy(update=away))

    assert (found.driver, found.endpoint) == ("process", str(tmp_path))
    assert 1_024 <= found.port_from < found.port_to < 32_768


@pytest.mark.parametrize(
    "refusing", [{"environment": Environment.PRODUCTION}, {"driver_plugins": ""}]
)
async def test_production_and_an_installation_without_plug_ins_need_docker(
    settings: Settings, tmp_path: Path, refusing: dict[str, object]
) -> None:
    away = {"docker_host": f"unix://{tmp_path}/nothing.sock"} | refusing
    with pytest.raises(NoLocalNodeError):
        await local.detect(settings.model_copy(update=away))
