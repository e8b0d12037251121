"""The hosted page and what its buttons do."""

import time
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from sandbox.page.language import Language
from sandbox.payments.price import price
from tests.sandbox.merchant import Json, Merchant


async def opened(
    merchant: Merchant, payment: Json, query: str = "", language: str = "en"
) -> httpx2.Response:
    url = f"{payment['checkout_url']}{query}"
    return await merchant.client.get(url, headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("action", "status", "failure"),
    [
        ("pay", "succeeded", None),
        ("decline", "failed", "declined"),
        ("cancel", "cancelled", None),
    ],
)
async def test_each_button_ends_the_payment_and_returns(
    merchant: Merchant, action: str, status: str, failure: str | None
) -> None:
    payment = await merchant.created()
    back = urlsplit(await merchant.decided(payment, action))
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{merchant.address}/back"
    assert parse_qs(back.query) == {"from": ["pay"], "payment": [payment["id"]]}
    now = await merchant.get(f"/v1/payments/{payment['id']}")
    assert (now["status"], now["failure_code"]) == (status, failure)
    (hook,) = await merchant.hooked()
    assert hook.event["type"] == f"payment.{status}"


async def test_a_second_press_changes_nothing(merchant: Merchant) -> None:
    payment = await merchant.paid()
    assert (await merchant.decided(payment, "pay")).startswith(merchant.address)
    assert (await merchant.decided(payment, "cancel")).startswith("/checkout/")
    events = await merchant.get(f"/v1/events?payment={payment['id']}")
    assert [event["type"] for event in events["data"]] == ["payment.succeeded"]
    assert "Paid" in (await opened(merchant, payment)).text


async def test_a_lost_notification_is_only_found_by_asking(merchant: Merchant) -> None:
    payment = await merchant.created()
    await merchant.decided(payment, "pay", "lost")
    await merchant.paid("another")
    told = [hook.event["data"]["object"]["id"] for hook in merchant.hooks]
    assert payment["id"] not in told
    found = await merchant.get("/v1/payments?reference=inv-1")
    assert found["data"][0]["status"] == "succeeded"
    (event,) = (await merchant.get(f"/v1/events?payment={payment['id']}"))["data"]
    assert [delivery["state"] for delivery in event["deliveries"]] == ["withheld"]


async def test_a_late_notification(merchant: Merchant) -> None:
    payment = await merchant.created()
    pressed = time.monotonic()
    await merchant.decided(payment, "pay", "delayed")
    await merchant.hooked()
    assert time.monotonic() - pressed >= 0.3


async def test_one_notification_twice(merchant: Merchant) -> None:
    payment = await merchant.created()
    await merchant.decided(payment, "pay", "twice")
    hooks = await merchant.hooked(2)
    assert hooks[0].body == hooks[1].body


async def test_the_page_speaks_both_languages(merchant: Merchant) -> None:
    payment = await merchant.created()
    english = (await opened(merchant, payment)).text
    assert 'lang="en"' in english
    assert "no money moves" in english
    assert "₽1,490.50" in english
    for russian in (
        (await opened(merchant, payment, "?lang=ru")),
        (await opened(merchant, payment, "", "ru-RU")),
    ):
        assert 'lang="ru"' in russian.text
        assert "деньги не списываются" in russian.text
        assert "1\u00a0490,50\u00a0₽" in russian.text


async def test_the_page_allows_only_what_it_needs(merchant: Merchant) -> None:
    payment = await merchant.created(description="<script>alert(1)</script>")
    answer = await opened(merchant, payment)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"form-action 'self' {merchant.address}" in policy
    assert "<script>" not in answer.text
    style = await merchant.client.get(f"{merchant.provider}/page.css")
    assert style.headers["content-type"].startswith("text/css")


async def test_an_unknown_payment_or_button(merchant: Merchant) -> None:
    payment = await merchant.created()
    missing = {"checkout_url": f"{merchant.provider}/checkout/pay_none"}
    assert (await opened(merchant, missing)).status_code == 404
    for form in ({}, {"action": "steal"}, {"action": "pay", "scenario": "magic"}):
        answer = await merchant.client.post(payment["checkout_url"], data=form)
        assert answer.status_code == 422
    gone = await merchant.client.post(missing["checkout_url"], data={"action": "pay"})
    assert gone.status_code == 404
    assert merchant.hooks == []


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        (149_000, "RUB", "ru", "1\u00a0490\u00a0₽"),
        (149_005, "RUB", "ru", "1\u00a0490,05\u00a0₽"),
        (149_000, "USD", "en", "$1,490"),
        (1490, "JPY", "en", "JPY\u00a01,490"),
        (5, "EUR", "en", "€0.05"),
    ],
)
def test_prices_are_written_as_people_do(
    amount: int, currency: str, language: Language, written: str
) -> None:
    assert price(amount, currency, language) == written
