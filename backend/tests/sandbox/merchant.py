"""A merchant: buys at the provider and keeps every webhook it is sent."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.sandbox.serving import NOBODY, until

API_KEY = "key-for-tests"
WEBHOOK_SECRET = "webhook-secret-for-tests"

Json = dict[str, Any]


@dataclass
class Hook:
    """One webhook as it arrived."""

    signature: str
    body: bytes

    @property
    def event(self) -> Json:
        event: Json = json.loads(self.body)
        return event

    def is_signed(self, secret: str) -> bool:
        stamp, mac = (part.split("=", 1)[1] for part in self.signature.split(","))
        made = hmac.new(secret.encode(), f"{stamp}.".encode() + self.body, hashlib.sha256)
        return hmac.compare_digest(made.hexdigest(), mac)


@dataclass
class Merchant:
    """`answers` are the statuses it gives to the next webhooks; then it says 200."""

    address: str
    client: httpx2.AsyncClient
    provider: str = ""
    hooks: list[Hook] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/hooks", self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        body = await request.body()
        self.hooks.append(Hook(request.headers["sandbox-signature"], body))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    async def hooked(self, count: int = 1) -> list[Hook]:
        """Wait for so many webhooks."""
        await until(lambda: len(self.hooks) >= count)
        return self.hooks

    def order(self, **changes: object) -> Json:
        return {
            "amount": 149_050,
            "currency": "RUB",
            "description": "Standard 4",
            "reference": "inv-1",
            "return_url": f"{self.address}/back?from=pay",
            "webhook_url": f"{self.address}/hooks",
            **changes,
        }

    async def call(
        self, method: str, path: str, body: object = None, key: str | None = None
    ) -> httpx2.Response:
        """Call the provider's API."""
        headers = {"Authorization": f"Bearer {API_KEY}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        async with httpx2.AsyncClient(trust_env=False, verify=NOBODY) as client:
            return await client.request(
                method, f"{self.provider}{path}", json=body, headers=headers
            )

    async def get(self, path: str) -> Json:
        """Read something that is there."""
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def created(self, key: str = "k1", **changes: object) -> Json:
        """Make a payment."""
        answer = await self.call("POST", "/v1/payments", self.order(**changes), key)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def decided(self, payment: Json, action: str, scenario: str = "normal") -> str:
        """Press a button of the checkout; returns where the buyer is sent."""
        form = {"action": action, "scenario": scenario}
        answer = await self.client.post(payment["checkout_url"], data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def paid(self, key: str = "k1", **changes: object) -> Json:
        """Make a payment, pay it and hear of it."""
        payment = await self.created(key, **changes)
        seen = len(self.hooks)
        await self.decided(payment, "pay")
        await self.hooked(seen + 1)
        return payment

    async def refunded(self, payment: Json, amount: int, key: str) -> httpx2.Response:
        order = {"payment": payment["id"], "amount": amount}
        return await self.call("POST", "/v1/refunds", order, key)
