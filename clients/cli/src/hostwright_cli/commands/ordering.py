"""Ordering a service."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from hostwright_cli.errors import CommandError
from hostwright_cli.output import money
from hostwright_cli.session import Json, start


def order(
    plan: Annotated[
        str, typer.Argument(help="The plan, by its short name (`hw order` lists them).")
    ] = "",
    image: Annotated[str, typer.Argument(help="The image, by its short name.")] = "",
    name: Annotated[str, typer.Argument(help="The host name of the service.")] = "",
    *,
    period: Annotated[str, typer.Option(help="hour, month or year.")] = "month",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Order a service: shows the price and asks first. Without a name it lists what there is."""
    session = start(as_json=as_json)
    catalog = session.client.get("/public/catalog")
    plans = [(product, one) for product in catalog["products"] for one in product["plans"]]
    if not name:
        session.output.show(catalog, _offers(plans, catalog["images"]))
        return
    product, wanted = _one("plan", plan, [(one["slug"], (of, one)) for of, one in plans])
    booted = _one("image", image, _images(catalog, product))
    price = _one("period", period, [(one["period"], one) for one in wanted["prices"]])
    session.output.note(f"{wanted['name']} with {booted['name']} as {name}: {_cost(price)}")
    if not yes:
        typer.confirm("Order it?", abort=True, err=True)
    body = {
        "plan_id": wanted["id"],
        "price_id": price["id"],
        "image_id": booted["id"],
        "hostname": name,
    }
    made = session.client.post("/orders", body)
    words = f"Order {made['number']}: {made['status']}, {money(made['total'])} to pay"
    hint = f"Pay: hw invoices pay {made['invoice_id']}"
    session.output.show(made, [words, *([hint] if made["invoice_id"] else [])])


def _images(catalog: Mapping[str, Any], product: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(one["slug"], one) for one in catalog["images"] if one["kind"] == product["kind"]]


def _one(what: str, name: str, offered: list[tuple[str, Any]]) -> Any:
    for slug, value in offered:
        if slug == name:
            return value
    raise CommandError(
        f"There is no {what} {name}; choose from {', '.join(s for s, _ in offered)}."
    )


def _cost(price: Mapping[str, Any]) -> str:
    fee = price["setup_fee"]
    once = f" and {money(fee)} once" if fee["amount"] else ""
    return f"{money(price['amount'])} a {price['period']}{once}"


def _offers(plans: list[tuple[Any, Any]], images: list[Any]) -> list[str]:
    lines = ["PLANS"]
    for _, one in plans:
        costs = "; ".join(_cost(price) for price in one["prices"])
        size = f"{one['cpu_millis'] / 1000:g} vCPU, {one['memory_mb']} MiB, {one['disk_gb']} GiB"
        lines.append(f"  {one['slug']:<16}{size:<34}{costs}")
    names = ", ".join(one["slug"] for one in images)
    return [*lines, f"IMAGES  {names}", "Order: hw order PLAN IMAGE NAME"]
