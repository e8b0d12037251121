"""Staff see the public page with what is not on sale yet; nobody else does."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.settings import Settings
from tests.factories.staff import Staff, sign_in
from tests.features.catalog.conftest import (
    TEXT,
    make_plan,
    make_product,
    on_sale,
    put_on_sale,
    set_price,
)

PREVIEW = "/admin/catalog/preview"


async def test_drafts_and_hidden_plans_are_shown_with_their_status(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    hidden = await make_plan(staff, plan["product_id"], slug="big", name="Big")
    await set_price(staff, hidden["id"], 90_000)
    for action in ("publish", "hide"):
        await staff.done("POST", f"/admin/plans/{hidden['id']}/actions/{action}")
    draft = await make_product(staff, slug="sites")
    await make_plan(staff, draft["id"], slug="tiny", name="Tiny")

    apps, sites = (await staff.get(PREVIEW))["products"]
    assert (apps["status"], sites["status"]) == ("on_sale", "draft")
    shown = [(one["name"], one["status"], len(one["prices"])) for one in apps["plans"]]
    assert shown == [("Small", "on_sale", 1), ("Big", "hidden", 1)]
    (tiny,) = sites["plans"]
    assert (tiny["status"], tiny["description"], tiny["prices"]) == ("draft", TEXT, [])
    assert [one["name"] for one in await on_sale(staff)] == ["Small"]


async def test_what_is_on_sale_is_said_as_everybody_reads_it(staff: Staff) -> None:
    await put_on_sale(staff)
    (product,) = (await staff.get(PREVIEW))["products"]
    assert product.pop("status") == "on_sale"
    for plan in product["plans"]:
        assert plan.pop("status") == "on_sale"
    assert [product] == (await staff.client.get("/public/catalog")).json()["products"]


async def test_what_is_retired_is_shown_no_more(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    await staff.done("POST", f"/admin/plans/{plan['id']}/actions/retire")
    (product,) = (await staff.get(PREVIEW))["products"]
    assert product["plans"] == []
    await staff.done("POST", f"/admin/products/{product['id']}/actions/retire")
    assert (await staff.get(PREVIEW))["products"] == []


async def test_a_scheduled_price_is_shown_as_of_its_day(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    begins = clock.now() + timedelta(days=30)
    await set_price(staff, plan["id"], 15_000, valid_from=begins.isoformat())

    now = await staff.get(PREVIEW)
    assert len(now["price_changes"]) == 1
    assert _amounts(now) == [10_000]
    then = (begins + timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    assert _amounts(await staff.get(f"{PREVIEW}?at={then}")) == [15_000]


def _amounts(preview: Any) -> list[int]:
    plans = [plan for product in preview["products"] for plan in product["plans"]]
    return [price["amount"]["amount"] for plan in plans for price in plan["prices"]]


@pytest.mark.parametrize("asked", ["at=yesterday", "at=2026-12-01T00:00:00", "day=1"])
async def test_a_moment_that_is_none_is_refused(staff: Staff, asked: str) -> None:
    assert (await staff.refused("GET", f"{PREVIEW}?{asked}"))[0] == 422


async def test_whoever_may_only_read_the_catalogue_sees_it_and_visitors_do_not(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    assert (await client.get(PREVIEW)).status_code == 401
    support = await sign_in(client, session, settings, "support")
    answer = await support.client.get(PREVIEW, headers=support.headers)
    assert (answer.status_code, answer.json()["products"]) == (200, [])
    assert "no-store" in answer.headers["cache-control"]
