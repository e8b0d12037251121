"""The sandbox payment provider on a socket of its own, with its books open to the test."""

import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from app.core import clock
from app.features.billing.providers.sandbox import SandboxGateway
from sandbox.payments.app import create_app
from sandbox.payments.settings import Settings
from tests.sandbox.serving import NOBODY, address_of, bound_socket, serving

API_KEY = "api-key-of-the-tests"
WEBHOOK_SECRET = "webhook-secret-of-the-tests"

Json = dict[str, Any]


@dataclass(frozen=True)
class PaymentProvider:
    """What a buyer, the provider's own people and a saboteur do to it."""

    address: str

    @property
    def gateway(self) -> SandboxGateway:
        """Return our side of it."""
        return SandboxGateway(self.address, API_KEY, WEBHOOK_SECRET)

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(trust_env=False, verify=NOBODY, base_url=self.address)

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {API_KEY}"}
        async with self._client() as client:
            answer = await client.request(method, path, headers=headers, **more)
        assert answer.status_code < 400, answer.text
        return answer.json()

    async def press(self, checkout_url: str | None, action: str, scenario: str = "normal") -> None:
        """Press a button of the checkout: pay, decline or cancel."""
        assert checkout_url is not None
        form = {"action": action, "scenario": scenario}
        async with self._client() as client:
            answer = await client.post(checkout_url, data=form)
        assert answer.status_code == 303, answer.text

    async def misbehave(self, **faults: object) -> None:
        """Order delays, lost answers and doubled webhooks."""
        await self._call("POST", "/v1/_faults", json=faults)

    async def books(self) -> Json:
        """Return its own record of everything."""
        found: Json = await self._call("GET", "/v1/_books")
        return found

    async def order(self, reference: str, amount: int, currency: str = "RUB") -> Json:
        """Make a payment past our side."""
        body = {
            "amount": amount,
            "currency": currency,
            "reference": reference,
            "return_url": "http://panel.test/",
            "webhook_url": "http://127.0.0.1:9/",
        }
        async with self._client() as client:
            answer = await client.post(
                f"{self.address}/v1/payments",
                json=body,
                headers={"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": reference},
            )
        made: Json = answer.json()
        return made


@asynccontextmanager
async def payment_provider(folder: Path) -> AsyncIterator[PaymentProvider]:
    """Serve an empty provider; its webhooks are retried within milliseconds."""
    opened = bound_socket()
    settings = Settings(
        api_key=API_KEY,
        webhook_secret=WEBHOOK_SECRET,
        data=folder,
        public_url=address_of(opened),
        retry_seconds=0.05,
        retry_cap_seconds=0.2,
        max_attempts=5,
        delayed_seconds=0.2,
        shuffle_seconds=0.2,
    )
    async with serving(create_app(settings), opened):
        yield PaymentProvider(address_of(opened))


def notice(subject: str, *, event: str = "evt_1", kind: str = "payment.succeeded") -> bytes:
    """Return a webhook's body about a payment."""
    told = {"id": subject, "status": "succeeded", "amount": 1}
    return json.dumps({"id": event, "type": kind, "data": {"object": told}}).encode()


def signed(body: bytes, *, at: int | None = None, secret: str = WEBHOOK_SECRET) -> str:
    """Return the signature header for a body."""
    stamp = int(clock.now().timestamp()) if at is None else at
    mac = hmac.digest(secret.encode(), f"{stamp}.".encode() + body, "sha256").hex()
    return f"t={stamp},v1={mac}"
