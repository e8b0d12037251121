"""Every fast read answers just what its schema declares: PostgreSQL and pydantic agree."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from app.features.billing.models import Payment
from app.web.policies import operations
from app.web.reads import ReadRoute, either_page
from tests.lifecycle.company import Company

_ASKED = {"/api/v1/search": "?q=shop", "/api/v1/admin/search": "?q=shop"}


def _fast_reads(company: Company) -> Iterator[tuple[str, Any]]:
    for route in iter_route_contexts(company.app.routes):
        if isinstance(route.original_route, ReadRoute):
            yield route.path_format or "", either_page(route.original_route.answer)


def _same(sent: object, declared: object) -> bool:
    """Compare two JSON values; moments may be written in two ways."""
    if isinstance(sent, dict) and isinstance(declared, dict):
        return sent.keys() == declared.keys() and all(_same(sent[k], declared[k]) for k in sent)
    if isinstance(sent, list) and isinstance(declared, list):
        return len(sent) == len(declared) and all(map(_same, sent, declared))
    if isinstance(sent, str) and isinstance(declared, str) and sent != declared:
        return datetime.fromisoformat(sent) == datetime.fromisoformat(declared)
    return sent == declared


async def _payment(company: Company, account_id: str) -> str:
    """Return the id of a payment that its provider has not heard of."""
    row = Payment(account_id=UUID(account_id), provider="sandbox", amount=100, currency="RUB")
    payment_id = str(row.id)
    async with company.database.unit_of_work() as session:
        session.add(row)
    return payment_id


async def _ids(company: Company) -> dict[str, str]:
    """Return an id for every path parameter there is."""
    me = await company.get("/me")
    account_id = me["account"]["id"]
    order = (await company.get("/orders?sort=created_at"))["items"][0]
    operations_of = f"/services/{order['service_id']}/operations"
    node_id = (await company.get("/admin/nodes", "admin"))["items"][0]["id"]
    return {
        "order_id": order["id"],
        "invoice_id": order["invoice_id"],
        "service_id": order["service_id"],
        "operation_id": (await company.get(operations_of))["items"][0]["id"],
        "customer_id": account_id,
        "user_id": me["id"],
        "role_id": (await company.get("/admin/roles", "admin"))["items"][0]["id"],
        "payment_id": await _payment(company, account_id),
        "node_id": node_id,
        "test_id": (await company.post(f"/admin/nodes/{node_id}/actions/test", who="admin"))["id"],
        **{
            f"{one}_id": (await company.get(f"/admin/{one}s", "admin"))["items"][0]["id"]
            for one in ("product", "plan", "image")
        },
        "job_id": (await company.get("/admin/jobs", "admin"))["items"][0]["id"],
    }


async def test_every_fast_read_is_what_it_declares(company: Company) -> None:
    order = await company.order("shop")
    await company.pay(order["invoice_id"])
    await company.pass_time(days=25)
    await company.order("second")
    ids = await _ids(company)
    staff = {one.path for one in operations(company.app) if one.policy and one.policy.staff}
    checked, lists = [], []
    for path, answer in _fast_reads(company):
        address = path.format(**ids).removeprefix("/api/v1") + _ASKED.get(path, "")
        reader = "admin" if path in staff else "customer"
        sent = await company.get(address, reader)
        adapter = TypeAdapter(answer)
        answers = [sent]
        if "total_exact" in sent:
            answers.append(await company.get(f"{address}?limit=25", reader))
            assert answers[1]["items"] == sent["items"]
            lists.append(path)
        for one in answers:
            declared = adapter.dump_python(adapter.validate_python(one), mode="json")
            assert _same(one, declared), f"{path}:\n{one}\n{declared}"
        checked.append(path)
    assert len(checked) >= 30
    assert len(lists) >= 20
    assert all(path.startswith("/api/v1/") for path in checked)
