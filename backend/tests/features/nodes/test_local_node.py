"""What this machine is found to be."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.core.ids import new_id
from app.core.settings import Environment, Settings
from app.features.nodes.errors import NoEngineError, NoLocalNodeError
from app.features.nodes.providers import local
from app.features.nodes.schemas import NodeOptions, NodeState, Placement

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
    found = await local.detect(
        settings.model_copy(update={"docker_engine": engine_socket}), NodeOptions()
    )

    assert (found.driver, found.endpoint, found.engine_version) == ("docker", engine_socket, "27.0")
    assert found.memory_mb == 2_048
    assert (found.cpu_millis, found.cpu_overcommit_percent) == (3_000, 800)


async def test_the_first_plug_in_is_taken_where_nothing_answers(
    settings: Settings, tmp_path: Path
) -> None:
    away = {"docker_engine": f"unix://{tmp_path}/nothing.sock", "instances_dir": tmp_path}
    found = await local.detect(settings.model_copy(update=away), NodeOptions())

    assert (found.driver, found.endpoint) == ("process", str(tmp_path))
    assert 1_024 <= found.port_from < found.port_to < 32_768


@pytest.mark.parametrize(
    "refusing", [{"environment": Environment.PRODUCTION}, {"driver_plugins": ""}]
)
async def test_production_and_an_installation_without_plug_ins_need_docker(
    settings: Settings, tmp_path: Path, refusing: dict[str, object]
) -> None:
    away = {"docker_engine": f"unix://{tmp_path}/nothing.sock"} | refusing
    with pytest.raises(NoLocalNodeError):
        await local.detect(settings.model_copy(update=away), NodeOptions())


async def test_what_an_operator_says_is_taken(settings: Settings, engine_socket: str) -> None:
    said = NodeOptions(
        name="rack-7",
        endpoint=engine_socket,
        host="10.0.0.7",
        public_host="rack-7.example",
        port_from=30_000,
        port_to=30_099,
        memory_mb=1_024,
        cpu_overcommit_percent=200,
    )
    found = await local.detect(settings, said)

    told = said.model_dump(exclude_none=True)
    assert found.model_dump(include=set(told)) == told
    assert (found.driver, found.cpu_millis) == ("docker", 3_000)


async def test_an_engine_that_was_named_and_does_not_answer_is_said(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(NoEngineError):
        await local.detect(settings, NodeOptions(endpoint=f"unix://{tmp_path}/nothing.sock"))


async def test_in_a_container_ports_are_open_to_customers_and_to_the_panel(
    settings: Settings, engine_socket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_IN_CONTAINER", (tmp_path,))
    monkeypatch.setattr(local, "_CONTAINERS_HOST", "localhost")
    inside = {"docker_engine": engine_socket, "public_url": "https://panel.example:8443"}
    found = await local.detect(settings.model_copy(update=inside), NodeOptions())

    assert (found.host, found.public_host) == ("0.0.0.0", "panel.example")
    assert found.internal_host == "localhost"


@pytest.mark.parametrize(
    ("host", "internal_host", "asked"),
    [
        ("10.0.0.7", "", "http://10.0.0.7:2000"),
        ("0.0.0.0", "", "http://shop.example:2000"),
        ("0.0.0.0", "host.docker.internal", "http://host.docker.internal:2000"),
        ("::", "fd00::7", "http://[fd00::7]:2000"),
    ],
)
def test_the_panel_asks_where_it_can_connect(host: str, internal_host: str, asked: str) -> None:
    place = Placement(
        node_id=new_id(),
        node_name="n",
        state=NodeState.READY,
        driver="docker",
        endpoint="",
        host=host,
        public_host="shop.example",
        internal_host=internal_host,
        network_mode="bridge",
        port=2000,
    )
    assert place.probe_address == asked
    assert place.address == "http://shop.example:2000"


@pytest.mark.parametrize("status", [500, None])
async def test_what_is_no_engine_is_not_taken_for_one(
    settings: Settings, status: int | None
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if status:
            writer.write(f"HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n".encode())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(NoEngineError):
            await local.detect(settings, NodeOptions(endpoint=f"tcp://127.0.0.1:{port}"))
