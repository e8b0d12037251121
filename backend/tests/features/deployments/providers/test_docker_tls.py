"""An Engine reached over TLS: both ends prove who they are, and clients follow the settings."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiodocker import Docker
from aiohttp import web
from pydantic import ValidationError

from app.features.deployments.providers.base import NodeTarget, NodeTlsError, NodeUnreachableError
from app.features.deployments.providers.docker.client import Engine, close_shared, shared_engine
from app.features.deployments.providers.registry import driver_for
from app.features.deployments.providers.settings import DockerSettings
from tests.features.deployments.providers.certificates import Authority, Certified

_INFO = {"ServerVersion": "27.0", "NCPU": 4, "MemTotal": 8 << 30}


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def engine(authority: Authority, tmp_path: Path) -> AsyncIterator[str]:
    """An Engine's address that takes only clients of the authority."""

    async def version(_: web.Request) -> web.Response:
        return web.json_response({"ApiVersion": "1.43"})

    async def info(_: web.Request) -> web.Response:
        return web.json_response(_INFO)

    own = authority.issue("engine")
    (tmp_path / "certificate").write_text(own.certificate)
    (tmp_path / "key").write_text(own.key)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=authority.certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(tmp_path / "certificate", tmp_path / "key")
    app = web.Application()
    app.add_routes([web.get("/version", version), web.get("/{version}/info", info)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    yield f"tcp://127.0.0.1:{runner.addresses[0][1]}"
    await close_shared()
    await runner.cleanup()


def _target(endpoint: str, authority: Authority, own: Certified | None) -> NodeTarget:
    secrets = {"tls_ca": authority.certificate}
    if own:
        secrets |= {"tls_certificate": own.certificate, "tls_key": own.key}
    return NodeTarget(node_id="tls", driver="docker", endpoint=endpoint, secrets=secrets)


async def test_an_engine_is_reached_with_certificates(engine: str, authority: Authority) -> None:
    async with driver_for(_target(engine, authority, authority.issue("panel"))) as driver:
        assert (await driver.facts()).version == "docker 27.0"


async def test_a_stranger_on_either_end_is_refused(engine: str, authority: Authority) -> None:
    stranger = Authority()
    async with driver_for(_target(engine, stranger, stranger.issue("panel"))) as driver:
        with pytest.raises(NodeTlsError):
            await driver.facts()
    async with driver_for(_target(engine, authority, stranger.issue("panel"))) as driver:
        with pytest.raises((NodeTlsError, NodeUnreachableError)):
            await driver.facts()


async def test_a_client_is_kept_until_the_settings_change(authority: Authority) -> None:
    secrets = {"tls_ca": authority.certificate}
    kept = shared_engine("n", "tcp://127.0.0.1:1", secrets, 1)
    assert shared_engine("n", "tcp://127.0.0.1:1", dict(secrets), 1) is kept
    assert shared_engine("other", "tcp://127.0.0.1:1", secrets, 1) is not kept
    renewed = shared_engine("n", "tcp://127.0.0.1:1", {}, 1)
    assert renewed is not kept
    await close_shared()
    assert shared_engine("n", "tcp://127.0.0.1:1", {}, 1) is not renewed
    await close_shared()


def test_settings_do_not_show_secrets(authority: Authority) -> None:
    own = authority.issue("panel")
    shown = repr(_target("tcp://127.0.0.1:1", authority, own))
    assert own.key not in shown
    assert "tls_ca" not in shown


async def test_a_retired_client_closes_after_its_last_call(authority: Authority) -> None:
    client = Engine("tcp://127.0.0.1:1", 5, {"tls_ca": authority.certificate})
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(docker: Docker) -> Docker:
        asked.set()
        await answer.wait()
        assert not docker.session.closed
        return docker

    call = asyncio.create_task(client.call(slow))
    await asked.wait()
    await client.retire()
    answer.set()
    assert (await call).session.closed


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"endpoint": "tcp://node:2376", "tls_certificate": "own"}, "go together"),
        ({"endpoint": "tcp://node:2376", "tls_key": "own"}, "go together"),
        ({"endpoint": "unix:///run/docker.sock", "tls_ca": "own"}, "tcp:// endpoints"),
    ],
)
def test_certificates_are_whole_and_for_tcp(
    authority: Authority, settings: dict[str, str], refused: str
) -> None:
    own = authority.issue("panel")
    real = {
        "tls_ca": authority.certificate,
        "tls_certificate": own.certificate,
        "tls_key": own.key,
    }
    given = {name: real.get(name, value) for name, value in settings.items()}
    with pytest.raises(ValidationError, match=refused):
        DockerSettings.model_validate(given)
