"""`docker compose up` as the README says it, proved where no image registry is reachable."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
import pytest_asyncio

from infra.images.build import build
from infra.images.recipes import RECIPES
from infra.tests.compose_stack import ComposeStack, probe_words
from infra.tests.health_checks import compose_services
from infra.tests.journey import Customer, read
from infra.tests.standins import MissingError

pytestmark = [
    pytest.mark.skipif(
        os.geteuid() != 0 or os.environ.get("CI") != "true",
        reason="takes root and CI=true: it makes base images and runs a whole stack",
    ),
    pytest.mark.skipif(
        "HOSTWRIGHT_TEST_DOCKER" not in os.environ,
        reason=os.environ.get(
            "HOSTWRIGHT_TEST_DOCKER_MISSING", "HOSTWRIGHT_TEST_DOCKER is not set"
        ),
    ),
    pytest.mark.asyncio(loop_scope="module"),
]
RUNNING = {"postgres", "redis", "api", "worker", "beat", "flower", "panel", "proxy", "payments"}
HOSTNAME = "proof"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ComposeStack]:
    """The whole stack, healthy; everything that it made is removed at the end."""
    folder: Path = tmp_path_factory.mktemp("compose")
    made = ComposeStack(folder, os.environ["HOSTWRIGHT_TEST_DOCKER"], f"hwproof{os.getpid()}")
    began = time.monotonic()
    try:
        await made.prepare()
    except MissingError as missing:
        pytest.skip(str(missing))
    try:
        _say("bases are there", began)
        await made.build()
        _say("images are built", began)
        await made.up()
        _say("everything is healthy", began)
        yield made
    finally:
        await made.remove()
        _say("everything is removed", began)


def _say(what: str, began: float) -> None:
    print(f"{what} after {time.monotonic() - began:.0f} s")  # noqa: T201 - pytest -s and failures


async def test_every_service_is_healthy(stack: ComposeStack) -> None:
    assert await stack.health() == dict.fromkeys(RUNNING, "healthy")


async def test_the_proxy_leads_to_api_and_panel(stack: ComposeStack) -> None:
    panel = stack.url("proxy")
    assert '"ready"' in await read(f"{panel}/api/v1/health/ready")
    assert f'href="{panel}/"' in await read(panel)


async def test_a_visitor_is_not_taken_for_the_proxy(stack: ComposeStack) -> None:
    customer = Customer(stack.url("proxy"))
    await customer.sign_in()
    proxy = compose_services()["proxy"]["networks"]["front"]["ipv4_address"]
    seen = await customer.addresses()
    assert seen
    assert proxy not in seen


async def test_flower_asks_who_is_there(stack: ComposeStack) -> None:
    with pytest.raises(HTTPError, match="401"):
        await read(f"http://127.0.0.1:{stack.ports['flower']}/")


async def test_an_order_is_paid_deployed_and_open_and_still_there_after_a_restart(
    stack: ComposeStack,
) -> None:
    build(stack.engine, list(RECIPES))
    await stack.compose("exec", "-T", "worker", "hostwright", "register-node")
    customer = Customer(stack.url("proxy"))
    await customer.sign_in()
    order = await customer.order("containers", HOSTNAME)
    await customer.pay(order["invoice_id"], f"http://127.0.0.1:{stack.ports['payments']}")
    service = await customer.active_service(HOSTNAME)
    assert HOSTNAME in await read(service["address"])

    await stack.compose("stop")
    await stack.up()
    await customer.sign_in()
    again = await customer.active_service(HOSTNAME)
    assert (again["id"], again["address"]) == (service["id"], service["address"])
    assert HOSTNAME in await read(again["address"])


@pytest.mark.parametrize("name", ["backend", "panel", "proxy"])
async def test_no_image_holds_a_secret(stack: ComposeStack, name: str) -> None:
    assert (await stack.docker(*probe_words(stack.image(name)))).split() == []
