"""Invoices: what is owed, and paying it."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from hostwright_cli.errors import CommandError
from hostwright_cli.output import moment, money
from hostwright_cli.session import Json, Session, start

group = typer.Typer(help="See and pay invoices.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(metavar="INVOICE", help="Its number, or its id.")]


class Method(StrEnum):
    """How an invoice is paid: at once from the balance, or on the page of a provider."""

    BALANCE = "balance"
    SANDBOX = "sandbox"


def _found(session: Session, number: str) -> Any:
    for one in session.client.pages("/invoices"):
        if number in (one["number"], one["id"]):
            return one
    raise CommandError(f"There is no invoice {number}.")


@group.command("list")
def show_all(*, as_json: Json = False) -> None:
    """List the invoices, the newest first."""
    session = start(as_json=as_json)
    session.output.table(
        list(session.client.pages("/invoices")),
        ("number", lambda one: one["number"] or one["id"]),
        ("status", lambda one: one["status"]),
        ("total", lambda one: money(one["total"])),
        ("due", lambda one: moment(one["due_at"])),
        ("paid", lambda one: moment(one["paid_at"])),
    )


@group.command("show")
def show(number: Number, *, as_json: Json = False) -> None:
    """Show one invoice with its lines."""
    session = start(as_json=as_json)
    one = session.client.get(f"/invoices/{_found(session, number)['id']}")
    said = {
        "number": one["number"] or one["id"],
        "status": one["status"],
        "subtotal": money(one["subtotal"]),
        "tax": money(one["tax"]),
        "total": money(one["total"]),
        "paid": money(one["paid"]),
        "due": moment(one["due_at"]),
        "lines": str(len(one["lines"])),
    }
    session.output.show(one, (f"{head + ':':<10}{value}" for head, value in said.items()))


@group.command("pay")
def pay(
    number: Number,
    *,
    method: Annotated[Method, typer.Option(help="How.")] = Method.BALANCE,
    as_json: Json = False,
) -> None:
    """Pay an invoice from the balance, or get the address of the provider's page."""
    session = start(as_json=as_json)
    one = _found(session, number)
    answer = session.client.post(f"/invoices/{one['id']}/actions/pay", {"method": method.value})
    payment = answer["payment"] or {}
    address = payment.get("checkout_url")
    words = [f"Invoice {one['number'] or one['id']}: {answer['invoice']['status']}"]
    session.output.show(answer, [*words, *([f"Pay at {address}"] if address else [])])
