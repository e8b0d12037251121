"""The provider as the owner sets it in the panel: it counts at the next use, in every process."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.events.models import AuditRecord
from app.features.billing import service
from app.features.billing.providers import registry
from tests.fakes.payments import API_KEY, WEBHOOK_SECRET, PaymentProvider, notice, signed
from tests.features.billing.buyer import Buyer
from tests.features.settings.conftest import Editor, owner

__all__ = ["owner"]


@pytest.fixture(autouse=True)
def _as_the_settings_say(
    provider: PaymentProvider, monkeypatch: pytest.MonkeyPatch
) -> PaymentProvider:
    monkeypatch.delitem(registry._installed, "sandbox")
    return provider


async def _set(owner: Editor, provider: PaymentProvider, **changed: object) -> None:
    values: dict[str, Any] = {
        "url": provider.address,
        "api_key": API_KEY,
        "webhook_secret": WEBHOOK_SECRET,
    }
    answer = await owner.put("payments", **values | changed)
    assert answer.status_code == 200, answer.text


async def _methods(buyer: Buyer) -> list[str]:
    answer = await buyer.client.get("/payment-methods", headers=buyer.customer.headers)
    return [one["method"] for one in answer.json()["methods"]]


async def _top_up(buyer: Buyer) -> Any:
    return await buyer.post("/balance/top-ups", {"amount": 50_000, "provider": "sandbox"})


async def _test(owner: Editor) -> Any:
    path = "/admin/settings/payments/actions/test"
    return await owner.client.post(path, headers=owner.headers)


async def test_customers_are_offered_what_the_owner_sets_at_once(
    owner: Editor, provider: PaymentProvider, buyer: Buyer
) -> None:
    assert await _methods(buyer) == ["balance"]
    await _set(owner, provider)
    assert await _methods(buyer) == ["balance", "sandbox"]
    assert (await _top_up(buyer)).json()["status"] == "pending"


async def test_the_checkout_says_whom_the_money_goes_to(
    owner: Editor, provider: PaymentProvider, buyer: Buyer
) -> None:
    await _set(owner, provider)
    invoice = await buyer.order_invoice()
    await owner.put("company", name="Lighthouse")
    await buyer.pay(invoice.invoice_id)
    await owner.put("brand", name="Beacon")
    await _top_up(buyer)
    said = [one["description"] for one in (await provider.books())["payments"]]
    assert [one.partition(" ")[0] for one in said] == ["Lighthouse", "Beacon"]
    await owner.put("payments", enabled=False)
    assert await _methods(buyer) == ["balance"]
    refused = await _top_up(buyer)
    assert (refused.status_code, refused.json()["code"]) == (404, "payment_provider_unknown")


async def test_what_is_under_way_is_seen_to_when_no_more_is_taken(
    owner: Editor, provider: PaymentProvider, buyer: Buyer
) -> None:
    await _set(owner, provider)
    payment = (await _top_up(buyer)).json()
    await owner.put("payments", enabled=False)
    await provider.press(payment["checkout_url"], "pay", "lost")
    await buyer.checked()
    assert (await buyer.row(payment)).status == "succeeded"


async def test_a_notice_is_checked_with_the_secret_that_is_set_now(
    owner: Editor, provider: PaymentProvider, client: AsyncClient
) -> None:
    body = notice("pay_1")

    async def told(secret: str) -> int:
        headers = {"Sandbox-Signature": signed(body, secret=secret)}
        answer = await client.post("/webhooks/sandbox", content=body, headers=headers)
        return answer.status_code

    assert await told("") == 404
    await _set(owner, provider)
    assert await told(WEBHOOK_SECRET) == 200
    await owner.put("payments", webhook_secret="another")
    assert (await told(WEBHOOK_SECRET), await told(""), await told("another")) == (400, 400, 200)


async def test_payments_of_a_provider_that_is_gone_wait(
    owner: Editor, provider: PaymentProvider, buyer: Buyer
) -> None:
    await _set(owner, provider)
    payment = (await _top_up(buyer)).json()
    await owner.put("payments", enabled=False, url="")
    with clock.freeze(clock.now() + timedelta(hours=2)):
        await buyer.checked()
    assert (await buyer.row(payment)).status == "pending"


async def test_a_provider_that_goes_between_intent_and_call_makes_no_payment(
    owner: Editor, provider: PaymentProvider, buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _set(owner, provider)
    create = service.create_at_provider

    async def gone(*arguments: Any) -> Any:
        await owner.put("payments", enabled=False, url="")
        return await create(*arguments)

    monkeypatch.setattr(service, "create_at_provider", gone)
    failed = (await _top_up(buyer)).json()
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "provider_unreachable")
    assert (await provider.books())["payments"] == []


async def test_a_gateway_that_is_installed_counts_whatever_is_set(
    provider: PaymentProvider, buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_installed", {})
    registry.install(provider.gateway)
    assert await _methods(buyer) == ["balance", "sandbox"]


async def test_the_test_tells_what_the_provider_answers(
    owner: Editor, provider: PaymentProvider, session: AsyncSession
) -> None:
    assert (await _test(owner)).status_code == 404
    await _set(owner, provider)
    assert (await _test(owner)).json() == {"url": provider.address, "answered": True, "error": ""}
    await owner.put("payments", api_key="another")
    refused = (await _test(owner)).json()
    assert (refused["answered"], refused["error"]) == (False, "provider_refused")
    away: dict[str, Any] = {
        "url": "http://127.0.0.1:9",
        "api_key": "key",
        "webhook_secret": "secret",
    }
    await owner.put("payments", **away)
    assert (await _test(owner)).json()["error"] == "provider_unreachable"
    asked = select(AuditRecord.changes).where(col(AuditRecord.action) == "settings.payments_tested")
    assert [one["worked"] for one in await session.scalars(asked)] == [True, False, False]
