"""Making, finding, cancelling and refunding payments."""

import asyncio

from tests.sandbox.merchant import API_KEY, Merchant


async def test_a_payment_waits_for_the_buyer(merchant: Merchant) -> None:
    payment = await merchant.created()
    assert payment["id"].startswith("pay_")
    assert payment["status"] == "pending"
    assert payment["checkout_url"] == f"{merchant.provider}/checkout/{payment['id']}"
    assert await merchant.get(f"/v1/payments/{payment['id']}") == payment


async def test_same_key_same_answer_even_after_the_world_moved_on(merchant: Merchant) -> None:
    payment = await merchant.paid()
    again = await merchant.call("POST", "/v1/payments", merchant.order(), "k1")
    assert again.status_code == 201
    assert again.json() == payment
    assert again.headers["idempotent-replayed"] == "true"
    assert len((await merchant.get("/v1/_books"))["payments"]) == 1


async def test_same_key_at_once_makes_one_payment(merchant: Merchant) -> None:
    made = await asyncio.gather(*(merchant.created() for _ in range(20)))
    assert len({payment["id"] for payment in made}) == 1


async def test_key_with_another_request_is_refused(merchant: Merchant) -> None:
    payment = await merchant.created()
    other = await merchant.call("POST", "/v1/payments", merchant.order(amount=1), "k1")
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "idempotency_key_reused"
    assert (await merchant.refunded(payment, 1, "k1")).status_code == 409


async def test_a_key_is_required(merchant: Merchant) -> None:
    for key in (None, "", "x" * 256):
        answer = await merchant.call("POST", "/v1/payments", merchant.order(), key)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "idempotency_key_required"


async def test_a_wrong_request_changes_nothing(merchant: Merchant) -> None:
    answer = await merchant.call("POST", "/v1/payments", merchant.order(amount=0), "k1")
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == "amount"
    assert (await merchant.get("/v1/_books"))["payments"] == []
    headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "k1"}
    url = f"{merchant.provider}/v1/payments"
    broken = await merchant.client.post(url, content=b"[" * 20_000, headers=headers)
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "invalid_request")


async def test_a_huge_body_is_refused(merchant: Merchant) -> None:
    order = merchant.order(description="x" * 70_000)
    assert (await merchant.call("POST", "/v1/payments", order, "k1")).status_code == 413


async def test_only_the_key_opens_the_api(merchant: Merchant) -> None:
    for path in (
        "/v1/payments",
        "/v1/refunds/re_1",
        "/v1/events/evt_1",
        "/v1/_books",
        "/v1/_faults",
    ):
        for header in ("", "Bearer wrong", f"Basic {API_KEY}", "Bearer ключ"):
            headers = {b"Authorization": header.encode()}
            answer = await merchant.client.get(f"{merchant.provider}{path}", headers=headers)
            assert answer.status_code == 401
            assert answer.json()["error"]["code"] == "unauthenticated"


async def test_payments_are_found_by_reference_and_time(merchant: Merchant) -> None:
    first = await merchant.created("a", reference="inv-1")
    second = await merchant.created("b", reference="inv-2")
    found = await merchant.get("/v1/payments?reference=inv-2")
    assert found == {"data": [second], "has_more": False}
    since = await merchant.get(f"/v1/payments?created_after={first['created']}")
    assert since["data"] == [first, second]
    later = await merchant.get(f"/v1/payments?created_after={second['created'] + 1}")
    assert later["data"] == []


async def test_payments_come_in_pages(merchant: Merchant) -> None:
    made = [await merchant.created(f"k{number}") for number in range(3)]
    first = await merchant.get("/v1/payments?limit=2")
    assert first == {"data": made[:2], "has_more": True}
    rest = await merchant.get(f"/v1/payments?limit=2&starting_after={made[1]['id']}")
    assert rest == {"data": made[2:], "has_more": False}


async def test_a_wrong_parameter_is_named(merchant: Merchant) -> None:
    for query in ("page=2", "limit=0", "limit=101", "limit=x", "created_after=-1"):
        answer = await merchant.call("GET", f"/v1/payments?{query}")
        assert answer.status_code == 422
        assert answer.json()["error"]["param"] == query.partition("=")[0]
    missing = await merchant.call("GET", "/v1/refunds")
    assert (missing.status_code, missing.json()["error"]["param"]) == (422, "payment")


async def test_the_merchant_cancels_what_is_not_paid(merchant: Merchant) -> None:
    payment = await merchant.created()
    for _ in range(2):
        answer = await merchant.call("POST", f"/v1/payments/{payment['id']}/cancel")
        assert answer.json()["status"] == "cancelled"
    (hook,) = await merchant.hooked()
    assert hook.event["type"] == "payment.cancelled"
    paid = await merchant.paid("other")
    late = await merchant.call("POST", f"/v1/payments/{paid['id']}/cancel")
    assert late.status_code == 409


async def test_refunds_never_exceed_what_was_captured(merchant: Merchant) -> None:
    payment = await merchant.paid(amount=1000)
    first = await merchant.refunded(payment, 600, "r1")
    assert first.status_code == 201
    refund = first.json()
    assert refund["id"].startswith("re_")
    assert refund | {"id": "", "created": 0} == {
        "id": "",
        "status": "succeeded",
        "payment": payment["id"],
        "amount": 600,
        "currency": "RUB",
        "reference": "inv-1",
        "created": 0,
    }
    assert await merchant.get(f"/v1/refunds/{refund['id']}") == refund
    too_much = await merchant.refunded(payment, 401, "r2")
    assert (too_much.status_code, too_much.json()["error"]["code"]) == (422, "refund_too_large")
    assert (await merchant.refunded(payment, 400, "r2")).status_code == 201
    assert (await merchant.refunded(payment, 1, "r3")).status_code == 422
    found = await merchant.get(f"/v1/refunds?payment={payment['id']}")
    assert [entry["amount"] for entry in found["data"]] == [600, 400]


async def test_the_same_refund_is_made_once(merchant: Merchant) -> None:
    payment = await merchant.paid(amount=1000)
    made = await asyncio.gather(*(merchant.refunded(payment, 700, "r1") for _ in range(10)))
    assert len({answer.json()["id"] for answer in made}) == 1
    assert (await merchant.get("/v1/_books"))["refunded"] == {"RUB": 700}


async def test_what_is_not_paid_is_not_refunded(merchant: Merchant) -> None:
    payment = await merchant.created()
    assert (await merchant.refunded(payment, 1, "r1")).status_code == 409
    unknown = await merchant.refunded({"id": "pay_none"}, 1, "r2")
    assert (unknown.status_code, unknown.json()["error"]["param"]) == (422, "payment")


async def test_the_books_add_up_per_currency(merchant: Merchant) -> None:
    rub = await merchant.paid("a", amount=1000)
    await merchant.paid("b", amount=500, currency="EUR")
    await merchant.created("c", amount=9)
    await merchant.refunded(rub, 300, "r")
    books = await merchant.get("/v1/_books")
    assert books["captured"] == {"EUR": 500, "RUB": 1000}
    assert books["refunded"] == {"EUR": 0, "RUB": 300}
    assert [entry["amount_captured"] for entry in books["payments"]] == [1000, 500, 0]
    assert [entry["amount_refunded"] for entry in books["payments"]] == [300, 0, 0]
    assert [entry["amount"] for entry in books["refunds"]] == [300]


async def test_what_is_not_there_is_404(merchant: Merchant) -> None:
    for path in ("/v1/payments/x", "/v1/refunds/x", "/v1/events/x", "/v1/nothing"):
        answer = await merchant.call("GET", path)
        assert answer.status_code == 404
        assert answer.json()["error"]["message"]
