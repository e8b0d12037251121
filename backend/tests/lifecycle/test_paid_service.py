"""The main job, through every floor: order, pay, deploy, renew, suspend, resume, end."""

from tests.lifecycle.company import Company

START = 190_00


async def _only_service(company: Company) -> dict[str, object]:
    (service,) = (await company.get("/services"))["items"]
    found: dict[str, object] = service
    return found


def _running(company: Company) -> list[bool]:
    return [
        instance.running for node in company.runtime.nodes.values() for instance in node.values()
    ]


async def test_a_service_lives_as_long_as_it_is_paid(company: Company) -> None:
    order = await company.order("shop")
    assert order["status"] == "awaiting_payment"
    await company.pay(order["invoice_id"])
    assert (await company.get(f"/orders/{order['id']}"))["status"] == "fulfilled"
    assert (await _only_service(company))["status"] == "active"
    assert _running(company) == [True]
    assert await company.broken_rules() == {}

    for _ in range(3):
        await company.pass_time(days=32)
    invoices = (await company.get("/invoices?sort=created_at"))["items"]
    assert [invoice["status"] for invoice in invoices[:4]] == ["paid"] * 4
    charged = {invoice["number"] for invoice in invoices}
    assert len(charged) == len(invoices)
    paid = sum(1 for invoice in invoices if invoice["status"] == "paid")
    balance = (await company.get("/balance"))["balance"]["amount"]
    assert balance == 5_000_00 - paid * START
    assert await company.broken_rules() == {}

    await company.set_balance(0)
    await company.pass_time(days=32)
    assert (await _only_service(company))["status"] == "active"
    await company.pass_time(days=4)
    assert (await _only_service(company))["status"] == "suspended"
    assert _running(company) == [False]
    assert await company.broken_rules() == {}

    await company.set_balance(START)
    (owed,) = (await company.get("/invoices?status=issued"))["items"]
    await company.pay(owed["id"])
    assert (await _only_service(company))["status"] == "active"
    assert _running(company) == [True]
    assert await company.broken_rules() == {}

    for days in (32, 4, 15):
        await company.pass_time(days=days)
    assert (await company.get("/services"))["items"] == []
    assert _running(company) == []
    assert await company.broken_rules() == {}


async def test_no_payment_runs_what_staff_hold_and_staff_end_it(company: Company) -> None:
    why = {"reason": "Mass mailings from this address"}
    order = await company.order("shop")
    await company.pay(order["invoice_id"])
    acts = f"/admin/services/{(await _only_service(company))['id']}/actions"
    await company.post(f"{acts}/suspend", why, "admin")
    await company.work()
    assert (await _only_service(company))["status"] == "suspended"
    assert await company.broken_rules() == {}

    await company.set_balance(0)
    for days in (32, 4):
        await company.pass_time(days=days)
    await company.set_balance(START)
    (owed,) = (await company.get("/invoices?status=issued"))["items"]
    await company.pay(owed["id"])
    assert (await _only_service(company))["status"] == "suspended"
    assert _running(company) == [False]
    assert await company.broken_rules() == {}

    await company.post(f"{acts}/resume", who="admin")
    await company.work()
    assert (await _only_service(company))["status"] == "active"
    assert await company.broken_rules() == {}

    await company.post(f"{acts}/cancel", {**why, "at_period_end": True}, "admin")
    await company.work()
    assert (await _only_service(company))["status"] == "active"
    balance = (await company.get("/balance"))["balance"]["amount"]
    await company.pass_time(days=32)
    assert (await company.get("/services"))["items"] == []
    assert _running(company) == []
    assert (await company.get("/balance"))["balance"]["amount"] == balance
    assert await company.broken_rules() == {}


async def test_what_cannot_be_deployed_is_paid_back(company: Company) -> None:
    company.runtime.fail("create", 100)
    order = await company.order("shop")
    await company.pay(order["invoice_id"])
    failed = await company.get(f"/orders/{order['id']}")
    assert failed["status"] == "paid"
    assert failed["failure"]["code"]
    assert (await company.get("/balance"))["balance"]["amount"] == 5_000_00 - START

    await company.post(f"/orders/{order['id']}/actions/refund")
    await company.work()
    assert (await company.get(f"/orders/{order['id']}"))["status"] == "refunded"
    assert (await company.get("/balance"))["balance"]["amount"] == 5_000_00
    assert (await company.get("/services"))["items"] == []
    assert _running(company) == []
    assert await company.broken_rules() == {}


async def test_what_nobody_pays_expires(company: Company) -> None:
    order = await company.order("shop")
    await company.pass_time(days=40)
    assert (await company.get(f"/orders/{order['id']}"))["status"] == "expired"
    assert (await company.get("/invoices?status=issued"))["items"] == []
    assert await company.broken_rules() == {}
