"""Webhooks: signed, retried until taken, kept in the books."""

import time
from pathlib import Path

import pytest

from sandbox.payments.settings import Settings
from tests.sandbox.merchant import WEBHOOK_SECRET, Json, Merchant


async def deliveries(merchant: Merchant, payment: Json) -> list[Json]:
    events = (await merchant.get(f"/v1/events?payment={payment['id']}"))["data"]
    return [delivery for event in events for delivery in event["deliveries"]]


async def settled(merchant: Merchant, payment: Json, state: str) -> list[Json]:
    """Wait until every delivery of a payment has the state."""
    for _ in range(1000):
        found = await deliveries(merchant, payment)
        if found and all(delivery["state"] == state for delivery in found):
            return found
    raise TimeoutError(state)


async def test_a_payment_is_told_signed(merchant: Merchant) -> None:
    payment = await merchant.paid()
    (hook,) = merchant.hooks
    assert hook.is_signed(WEBHOOK_SECRET)
    assert not hook.is_signed("another secret")
    stamp = int(hook.signature.split(",")[0].removeprefix("t="))
    assert abs(stamp - time.time()) < 5
    assert hook.event["id"].startswith("evt_")
    assert hook.event["type"] == "payment.succeeded"
    now = await merchant.get(f"/v1/payments/{payment['id']}")
    assert hook.event["data"]["object"] == now
    assert (now["status"], now["amount_captured"]) == ("succeeded", 149_050)


async def test_a_refund_is_told(merchant: Merchant) -> None:
    payment = await merchant.paid()
    refund = (await merchant.refunded(payment, 50, "r1")).json()
    hook = (await merchant.hooked(2))[1]
    assert hook.event["type"] == "refund.succeeded"
    assert hook.event["data"]["object"] == refund


async def test_a_webhook_is_repeated_until_it_is_taken(merchant: Merchant) -> None:
    merchant.answers = [500, 302, 404]
    payment = await merchant.created()
    await merchant.decided(payment, "pay")
    hooks = await merchant.hooked(4)
    (delivery,) = await settled(merchant, payment, "delivered")
    assert len({hook.body for hook in hooks}) == 1
    assert all(hook.is_signed(WEBHOOK_SECRET) for hook in hooks)
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 302, 404, 200]
    assert [attempt["number"] for attempt in delivery["attempts"]] == [1, 2, 3, 4]
    assert delivery["next_attempt_at"] is None


async def test_it_gives_up_in_the_end_and_can_be_asked_again(merchant: Merchant) -> None:
    merchant.answers = [503] * 5
    payment = await merchant.created()
    await merchant.decided(payment, "pay")
    (delivery,) = await settled(merchant, payment, "exhausted")
    assert len(delivery["attempts"]) == 5
    event = merchant.hooks[0].event["id"]
    again = await merchant.call("POST", f"/v1/events/{event}/resend")
    assert again.status_code == 202
    hook = (await merchant.hooked(6))[5]
    assert hook.event["id"] == event
    assert (await merchant.get(f"/v1/events/{event}"))["type"] == "payment.succeeded"


async def test_nobody_listening_is_written_down(merchant: Merchant) -> None:
    payment = await merchant.created(webhook_url="http://127.0.0.1:9/hooks")
    await merchant.decided(payment, "pay")
    (delivery,) = await settled(merchant, payment, "exhausted")
    assert delivery["attempts"][0]["status"] is None
    assert delivery["attempts"][0]["error"] == "ConnectError"


async def test_one_deaf_merchant_keeps_nobody_waiting(merchant: Merchant) -> None:
    for number in range(20):
        deaf = await merchant.created(f"deaf{number}", webhook_url="http://127.0.0.1:9/")
        await merchant.decided(deaf, "pay")
    await merchant.paid("heard")
    assert len(merchant.hooks) == 1


async def test_duplicates_on_demand(merchant: Merchant) -> None:
    await merchant.call("POST", "/v1/_faults", {"duplicate": 2})
    await merchant.paid()
    hooks = await merchant.hooked(3)
    assert len({hook.event["id"] for hook in hooks}) == 1


async def test_shuffled_on_demand(merchant: Merchant) -> None:
    first, second = await merchant.created("a"), await merchant.created("b")
    await merchant.call("POST", "/v1/_faults", {"shuffle": True})
    await merchant.decided(first, "pay")
    await merchant.decided(second, "pay")
    hooks = await merchant.hooked(2)
    told = [hook.event["data"]["object"]["id"] for hook in hooks]
    assert told == [second["id"], first["id"]]


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (14, 3600)])
def test_the_wait_doubles(attempts: int, seconds: int, tmp_path: Path) -> None:
    settings = Settings("key", "secret", tmp_path, "http://127.0.0.1")
    assert settings.backoff(attempts) == seconds
