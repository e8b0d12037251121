"""One address of the panel, however the operator wrote it: links, returns, origins and passkeys."""

from collections.abc import AsyncIterator, Awaitable, Callable
from email.message import EmailMessage
from typing import Any, cast

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.settings import Settings
from app.features.billing.providers import registry
from app.features.billing.providers.base import PaymentOrder
from app.features.billing.schemas import PaymentIntent
from app.features.billing.service import payments
from app.features.users.providers import authenticators
from app.features.users.service import passwords
from app.main import configure_state, create_app
from tests.factories.users import make_user
from tests.one_transaction import OneTransaction

Drain = Callable[[], Awaitable[int]]
WRITTEN = [
    "https://panel.example.com/",
    "HTTPS://Panel.Example.COM",
    "https://panel.example.com:443",
    "https://бюро.рф/",
]
ORIGINS = [*["https://panel.example.com"] * 3, "https://xn--90a0af9c.xn--p1ai"]


@pytest.fixture(params=zip(WRITTEN, ORIGINS, strict=True), ids=WRITTEN)
def addressed(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> tuple[Settings, str]:
    written, origin = request.param
    read = Settings(public_url=written, environment=settings.environment)
    changes = {"public_url": read.public_url, "api_url": read.api_url}
    made = settings.model_copy(update=changes)
    for module in (
        "app.features.notifications.service.emails",
        "app.features.billing.service.payments",
    ):
        monkeypatch.setattr(f"{module}.get_settings", lambda: made)
    return made, origin


class _Recorder:
    """A payment provider that only notes where the buyer comes back."""

    def __init__(self) -> None:
        self.orders: list[PaymentOrder] = []

    async def create(self, order: PaymentOrder) -> None:
        self.orders.append(order)


async def test_the_buyer_comes_back_to_the_panel(
    addressed: tuple[Settings, str], monkeypatch: pytest.MonkeyPatch, database: OneTransaction
) -> None:
    provider = _Recorder()
    monkeypatch.setitem(registry._installed, "sandbox", cast("Any", provider))
    await payments.create_at_provider(
        database,
        PaymentIntent(
            payment_id=new_id(),
            provider="sandbox",
            amount=1,
            currency="RUB",
            description="",
            return_path="/panel/billing",
        ),
    )
    (order,) = provider.orders
    assert order.return_url.startswith(f"{addressed[1]}/panel/billing?from=")
    assert order.webhook_url == f"{addressed[1]}/api/v1/webhooks/sandbox"


async def test_mailed_links_lead_to_the_panel(
    addressed: tuple[Settings, str],
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    user = await make_user(session, email="vera@example.com")
    await passwords.send_reset(session, user.email)
    await drain()
    (mail,) = emails
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"{addressed[1]}/en/reset-password?token=" in body.get_content().replace("\n", "")


@pytest.fixture
async def browser(
    addressed: tuple[Settings, str], database: OneTransaction
) -> AsyncIterator[AsyncClient]:
    """A page of the panel, as the browser names it."""
    made: FastAPI = create_app(addressed[0])
    configure_state(made, addressed[0], database)
    async with AsyncClient(
        transport=ASGITransport(app=made),
        base_url=f"{addressed[1]}/api/v1",
        headers={"Origin": addressed[1]},
    ) as opened:
        yield opened


async def test_the_panels_pages_may_act(browser: AsyncClient) -> None:
    form = {"grant_type": "password", "username": "nobody@example.com", "password": "x"}
    answer = await browser.post("/auth/token", data=form)
    assert answer.json()["code"] == "invalid_grant"


def test_passkeys_belong_to_the_panels_host(addressed: tuple[Settings, str]) -> None:
    settings, origin = addressed
    assert authenticators._rp_id(settings) == origin.removeprefix("https://")
    assert authenticators._origin(settings) == origin
