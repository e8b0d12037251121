"""A provider and its merchant, and a mailbox, all on real sockets."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from sandbox.mailbox.app import Settings as MailboxSettings
from sandbox.mailbox.app import create_app as create_mailbox
from sandbox.payments.app import create_app
from sandbox.payments.settings import Settings
from tests.sandbox.merchant import API_KEY, WEBHOOK_SECRET, Merchant
from tests.sandbox.post import Post
from tests.sandbox.serving import NOBODY, address_of, bound_socket, serving


@pytest.fixture(scope="session")
async def counter() -> AsyncIterator[Merchant]:
    """The one merchant's server of the whole run."""
    opened = bound_socket()
    one_use = httpx2.Limits(max_keepalive_connections=0)
    async with httpx2.AsyncClient(trust_env=False, limits=one_use) as client:
        merchant = Merchant(address_of(opened), client)
        async with serving(merchant.app, opened):
            yield merchant


@pytest.fixture
def shop(counter: Merchant) -> Merchant:
    """A merchant that listens for webhooks; it has heard nothing and knows no provider yet."""
    counter.hooks, counter.answers, counter.provider = [], [], ""
    return counter


@pytest.fixture
async def merchant(shop: Merchant, tmp_path: Path) -> AsyncIterator[Merchant]:
    """A merchant with a provider of its own."""
    opened = bound_socket()
    shop.provider = address_of(opened)
    settings = Settings(
        api_key=API_KEY,
        webhook_secret=WEBHOOK_SECRET,
        data=tmp_path,
        public_url=shop.provider,
        retry_seconds=0.02,
        retry_cap_seconds=0.1,
        max_attempts=5,
        delayed_seconds=0.3,
        shuffle_seconds=0.3,
    )
    async with serving(create_app(settings), opened):
        yield shop


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """An empty mailbox."""
    opened = bound_socket()
    app = create_mailbox(MailboxSettings(tmp_path, "127.0.0.1", 0))
    async with (
        serving(app, opened),
        httpx2.AsyncClient(base_url=address_of(opened), trust_env=False, verify=NOBODY) as client,
    ):
        yield Post(client, app.state.smtp_port)
