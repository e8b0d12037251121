"""Which provider is asked, and how its answers are understood."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as PlainResponse
from starlette.routing import Route

from app.core.ids import new_id
from app.features.billing.errors import ProviderUnknownError, WebhookSignatureError
from app.features.billing.providers import registry
from app.features.billing.providers.base import (
    PaymentOutcomeUnknownError,
    PaymentRejectedError,
    ProviderErrorCode,
)
from app.features.billing.providers.sandbox import SandboxGateway
from tests.factories.accounts import Customer
from tests.fakes.payments import PaymentProvider, notice, signed
from tests.features.billing.buyer import post
from tests.sandbox.serving import address_of, bound_socket, serving


async def test_a_provider_that_is_not_set_up_is_not_offered(
    client: AsyncClient,
    customer: Customer,
    session: AsyncSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_installed", {})
    answer = await post(
        client, customer, "/balance/top-ups", {"amount": 500, "provider": "sandbox"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "payment_provider_unknown")
    with pytest.raises(ProviderUnknownError):
        await registry.gateway(session, "another")


async def test_answers_that_make_no_sense_are_no_answers(provider: PaymentProvider) -> None:
    strange = SandboxGateway(f"{provider.address}/health?", "key", "secret")
    for asking in (strange.find(new_id()), strange.fetch("pay_1")):
        with pytest.raises(PaymentOutcomeUnknownError) as error:
            await asking
        assert error.value.code is ProviderErrorCode.INVALID_RESPONSE


async def test_refusals_and_failures_are_told_apart(provider: PaymentProvider) -> None:
    """A refused payment was never made; a failing provider may have made it."""
    stranger = SandboxGateway(provider.address, "another key", "secret")
    with pytest.raises(PaymentRejectedError) as refused_error:
        await stranger.find(new_id())
    assert refused_error.value.code is ProviderErrorCode.REFUSED

    async def fail(_request: Request) -> PlainResponse:
        return PlainResponse(status_code=503)

    opened = bound_socket()
    broken = Starlette(routes=[Route("/v1/payments", fail)])
    async with serving(broken, opened):
        with pytest.raises(PaymentOutcomeUnknownError) as failing:
            await SandboxGateway(address_of(opened), "key", "secret").find(new_id())
    assert failing.value.code is ProviderErrorCode.SERVER_ERROR


async def test_what_ended_meanwhile_is_not_cancelled(provider: PaymentProvider) -> None:
    made = await provider.order(str(new_id()), 100)
    await provider.press(made["checkout_url"], "pay", "lost")
    ended = await provider.gateway.cancel(made["id"])
    assert ended.status == "succeeded"


def test_without_a_secret_no_webhook_is_believed() -> None:
    body = notice(str(new_id()))
    anybody = signed(body, secret="")
    with pytest.raises(WebhookSignatureError):
        SandboxGateway("http://127.0.0.1:9", "key", "").parse_webhook(body, anybody)
