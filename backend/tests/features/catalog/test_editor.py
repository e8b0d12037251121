"""Staff change what is sold: drafts, statuses, order, prices in time, images of plans."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.core.settings import Settings
from app.events.models import EventRow
from tests.factories.staff import Staff, sign_in
from tests.features.catalog.conftest import (
    IMAGE,
    make_plan,
    make_product,
    on_sale,
    put_on_sale,
    set_price,
)


async def test_a_product_is_made_published_hidden_and_retired(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    (shown,) = await on_sale(staff)
    assert (shown["name"], shown["in_stock"]) == ("Small", True)
    (price,) = shown["prices"]
    assert (price["amount"]["amount"], price["setup_fee"]["amount"]) == (10_000, 500)

    path = f"/admin/plans/{plan['id']}/actions"
    hidden = await staff.done("POST", f"{path}/hide")
    assert (hidden["status"], await on_sale(staff)) == ("hidden", [])
    retired = await staff.done("POST", f"{path}/retire")
    assert (retired["status"], retired["allowed_actions"]) == ("retired", [])
    assert await staff.refused("POST", f"{path}/publish") == (409, "catalog_status")


async def test_a_draft_is_seen_by_staff_only(staff: Staff) -> None:
    await make_product(staff)
    listed = await staff.get("/admin/products?status=draft")
    assert [one["slug"] for one in listed["items"]] == ["apps"]
    assert (await staff.client.get("/public/catalog")).json()["products"] == []


async def test_a_plan_is_not_published_without_a_price(staff: Staff) -> None:
    product = await make_product(staff)
    plan = await make_plan(staff, product["id"])
    assert "publish" not in plan["allowed_actions"]
    refused = await staff.refused("POST", f"/admin/plans/{plan['id']}/actions/publish")
    assert refused == (409, "plan_without_price")
    assert "publish" in (await set_price(staff, plan["id"]))["allowed_actions"]


async def test_two_who_edit_at_once_do_not_overwrite_each_other(staff: Staff) -> None:
    product = await make_product(staff)
    path = f"/admin/products/{product['id']}"
    name = {"ru": "Сайты", "en": "Sites"}
    changed = await staff.done("PATCH", path, {"name": name}, version=1)
    assert (changed["version"], changed["name"]) == (2, name)
    late = {"name": {"ru": "Иное", "en": "Other"}}
    assert await staff.refused("PATCH", path, late, version=1) == (412, "precondition_failed")
    assert (await staff.get(path))["name"] == name


async def test_an_edit_that_changes_nothing_leaves_no_trace(
    staff: Staff, session: AsyncSession
) -> None:
    product = await make_product(staff)
    same = await staff.done("PATCH", f"/admin/products/{product['id']}", {"name": product["name"]})
    assert same["version"] == 1
    noted = await session.scalar(
        text("SELECT count(*) FROM audit_record WHERE action = 'product.changed'")
    )
    assert noted == 0


async def test_short_names_are_taken_once(staff: Staff) -> None:
    await make_product(staff)
    again = {**(await staff.get("/admin/products"))["items"][0]}
    body = {name: again[name] for name in ("slug", "kind", "name", "description")}
    assert await staff.refused("POST", "/admin/products", body) == (409, "slug_taken")


async def test_plans_are_displayed_in_the_order_given(staff: Staff) -> None:
    product = await make_product(staff)
    ids = [(await make_plan(staff, product["id"], slug=f"p{n}"))["id"] for n in range(3)]
    path = f"/admin/products/{product['id']}/actions/reorder-plans"
    wanted = [ids[2], ids[0], ids[1]]
    await staff.done("POST", path, {"ids": wanted})
    listed = await staff.get(f"/admin/plans?product_id={product['id']}&sort=position")
    assert [one["id"] for one in listed["items"]] == wanted
    # One that was made meanwhile is not among those that were ordered.
    assert await staff.refused("POST", path, {"ids": wanted[:2]}) == (409, "edited_meanwhile")


async def test_one_plan_of_a_product_is_the_default(staff: Staff) -> None:
    product = await make_product(staff)
    first = await make_plan(staff, product["id"], slug="p1", is_default=True)
    second = await make_plan(staff, product["id"], slug="p2")
    await staff.done("PATCH", f"/admin/plans/{second['id']}", {"is_default": True})
    assert (await staff.get(f"/admin/plans/{first['id']}"))["is_default"] is False


async def test_a_new_price_replaces_the_old_one_and_a_scheduled_one_waits(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    await set_price(staff, plan["id"], 12_000)
    later = (clock.now() + timedelta(days=30)).isoformat()
    plan = await set_price(staff, plan["id"], 15_000, valid_from=later)
    (shown,) = await on_sale(staff)
    assert [price["amount"]["amount"] for price in shown["prices"]] == [12_000]
    versions = [(one["amount"]["amount"], one["state"]) for one in plan["prices"]]
    assert versions == [(15_000, "scheduled"), (12_000, "current"), (10_000, "past")]


async def test_a_scheduled_price_begins_by_itself(staff: Staff, session: AsyncSession) -> None:
    plan = await put_on_sale(staff)
    await session.execute(
        text(
            "INSERT INTO price (id, plan_id, period, currency, amount, setup_fee,"
            " invoice_lead_hours, grace_hours, terminate_hours, valid_from, created_at)"
            " SELECT gen_random_uuid(), plan_id, period, currency, 20000, 0, 0, 0, 0,"
            " clock_timestamp(), created_at FROM price WHERE plan_id = :id"
        ),
        {"id": plan["id"]},
    )
    (shown,) = await on_sale(staff)
    assert [price["amount"]["amount"] for price in shown["prices"]] == [20_000]


async def test_a_withdrawn_price_is_not_sold_by_and_the_one_before_does_not_return(
    staff: Staff,
) -> None:
    plan = await put_on_sale(staff)
    plan = await set_price(staff, plan["id"], 12_000)
    current, past = plan["prices"]
    withdrawn = await staff.done("POST", f"/admin/prices/{current['id']}/actions/withdraw")
    assert [one["state"] for one in withdrawn["prices"]] == ["withdrawn", "past"]
    assert [plan["prices"] for plan in await on_sale(staff)] == [[]]
    refused = await staff.refused("POST", f"/admin/prices/{past['id']}/actions/withdraw")
    assert refused == (409, "price_not_withdrawable")


async def test_a_scheduled_price_can_be_dropped(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    later = (clock.now() + timedelta(days=30)).isoformat()
    plan = await set_price(staff, plan["id"], 15_000, valid_from=later)
    path = f"/admin/prices/{plan['prices'][0]['id']}/actions/withdraw"
    dropped = await staff.done("POST", path)
    assert [one["amount"]["amount"] for one in dropped["prices"]] == [10_000]


async def test_no_price_begins_in_the_past(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    body = {"period": "month", "amount": 1, "valid_from": "2020-01-01T00:00:00Z"}
    refused = await staff.refused("POST", f"/admin/plans/{plan['id']}/prices", body)
    assert refused == (422, "price_in_past")


async def test_a_price_that_was_sold_by_cannot_be_edited(
    staff: Staff, session: AsyncSession
) -> None:
    await put_on_sale(staff)
    with pytest.raises(DBAPIError, match="price_fixed"):
        await session.execute(text("UPDATE price SET amount = 1"))


async def test_a_plan_is_sold_with_its_images_only(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    shop = await staff.done("POST", "/admin/images", IMAGE | {"slug": "shop", "name": "Shop"})
    path = f"/admin/plans/{plan['id']}"
    limited = await staff.done("PATCH", path, {"image_ids": [shop["id"]]})
    assert (limited["image_ids"], limited["version"]) == ([shop["id"]], plan["version"] + 1)
    machine = IMAGE | {"slug": "debian", "kind": "vps"}
    other = await staff.done("POST", "/admin/images", machine)
    refused = await staff.refused("PATCH", path, {"image_ids": [other["id"]]})
    assert refused == (422, "image_of_other_kind")


async def test_every_change_is_told(staff: Staff, session: AsyncSession) -> None:
    plan = await put_on_sale(staff)
    await staff.done("POST", f"/admin/plans/{plan['id']}/actions/hide")
    rows = await session.execute(
        text("SELECT action FROM audit_record WHERE target_type IN ('plan', 'product')")
    )
    assert {row.action for row in rows} >= {
        *("product.created", "product.changed", "plan.created", "plan.changed", "price.set"),
    }
    events = await session.scalars(select(col(EventRow.type)))
    assert set(events) >= {
        *("catalog.changed", "catalog.published", "catalog.hidden", "catalog.price_changed"),
    }


@pytest.mark.parametrize(("role", "status"), [("support", 403), ("admin", 201)])
async def test_who_may_change_it(
    client: AsyncClient, session: AsyncSession, settings: Settings, role: str, status: int
) -> None:
    somebody = await sign_in(client, session, settings, role)
    assert (await somebody.ask("GET", "/admin/products")).status_code == 200
    answer = await somebody.ask("POST", "/admin/images", IMAGE)
    assert answer.status_code == status


async def test_lists_are_searched_and_sorted(staff: Staff) -> None:
    for slug in ("beta", "alpha"):
        await make_product(staff, slug=slug)

    async def slugs(query: str) -> list[Any]:
        return [one["slug"] for one in (await staff.get(f"/admin/products?{query}"))["items"]]

    assert await slugs("sort=position") == ["beta", "alpha"]
    assert await slugs("sort=slug") == ["alpha", "beta"]
    assert await slugs("q=alp") == ["alpha"]


async def test_asking_for_what_is_so_already_changes_nothing(
    staff: Staff, session: AsyncSession
) -> None:
    plan = await put_on_sale(staff)
    path = f"/admin/plans/{plan['id']}"
    noted = text("SELECT count(*) FROM audit_record")
    before = await session.scalar(noted)
    again = await staff.done("POST", f"{path}/actions/publish")
    assert again["status"] == "on_sale"
    products = (await staff.get("/admin/products"))["items"]
    await staff.done(
        "POST", "/admin/products/actions/reorder", {"ids": [one["id"] for one in products]}
    )
    assert await session.scalar(noted) == before


async def test_what_is_retired_is_not_edited(staff: Staff) -> None:
    plan = await put_on_sale(staff)
    path = f"/admin/plans/{plan['id']}"
    retired = await staff.done("POST", f"{path}/actions/retire")
    changed = {"memory_mb": 4_096}
    late = await staff.refused("PATCH", path, changed, version=retired["version"])
    assert late == (409, "catalog_status")
