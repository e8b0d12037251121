"""What a customer does, over HTTP as a program would: order, pay, wait for the deploy, open it."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

CUSTOMER = "customer@example.com"
DEMO_PASSWORD = "hostwright-demo"  # noqa: S105 - made by `seed` outside production
_LOOK_SECONDS = 1.0
_DEPLOY_SECONDS = 120


class _Stay(HTTPRedirectHandler):
    """Returns to the merchant are not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Customer:
    """One signed-in customer of the panel at `panel`."""

    panel: str
    token: str = ""

    async def sign_in(self) -> None:
        """Sign in with the demo's own account."""
        form = {"grant_type": "password", "username": CUSTOMER, "password": DEMO_PASSWORD}
        found = await self._send("POST", "/auth/token", form=form)
        self.token = found["access_token"]

    async def addresses(self) -> set[str]:
        """Return where the customer's sessions were begun from, as the panel saw it."""
        return {one["ip"] for one in (await self._send("GET", "/me/sessions"))["items"]}

    async def order(self, product: str, hostname: str) -> dict[str, Any]:
        """Order the product's first plan at its first price; returns the order."""
        catalog = await self._send("GET", "/public/catalog")
        offer = next(one for one in catalog["products"] if one["slug"] == product)
        plan, image = offer["plans"][0], catalog["images"][0]
        body = {"plan_id": plan["id"], "price_id": plan["prices"][0]["id"]}
        body |= {"image_id": image["id"], "hostname": hostname}
        return dict(await self._send("POST", "/orders", body))

    async def pay(self, invoice_id: str, payments: str) -> None:
        """Pay at the provider's checkout, as its page's form does."""
        begun = await self._send(
            "POST", f"/invoices/{invoice_id}/actions/pay", {"method": "sandbox"}
        )
        path = begun["payment"]["checkout_url"].partition("/checkout/")[2]
        form = urlencode({"action": "pay"}).encode()
        request = Request(f"{payments}/checkout/{path}", form)  # noqa: S310 - ours
        assert await asyncio.to_thread(_status, request) == 303

    async def active_service(self, hostname: str) -> dict[str, Any]:
        """Return the service once it is active; a failure ends the wait with what it says."""
        async with asyncio.timeout(_DEPLOY_SECONDS):
            while True:
                found = await self._send("GET", f"/services?q={hostname}")
                states = [one["status"] for one in found["items"]]
                assert "failed" not in states, found
                if states == ["active"]:
                    return dict(found["items"][0])
                await asyncio.sleep(_LOOK_SECONDS)

    async def _send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        form: dict[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        headers = {"Idempotency-Key": str(uuid4())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        content = json.dumps(body).encode() if body is not None else None
        content = urlencode(form).encode() if form is not None else content
        url = f"{self.panel}/api/v1{path}"
        request = Request(url, content, headers, method=method)  # noqa: S310 - ours
        return json.loads(await asyncio.to_thread(_read, request))


async def read(url: str) -> str:
    """Return what an address answers; raises HTTPError and URLError."""
    answer = await asyncio.to_thread(_read, Request(url))  # noqa: S310 - ours
    return answer.decode()


def _read(request: Request) -> bytes:
    with build_opener().open(request, timeout=30) as answer:
        body: bytes = answer.read()
        return body


def _status(request: Request) -> int:
    try:
        with build_opener(_Stay).open(request, timeout=30) as answer:
            return int(answer.status)
    except OSError as redirected:
        return int(getattr(redirected, "code", 0))
