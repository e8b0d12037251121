"""Services: what the account runs."""

import time
from typing import Annotated, Any

import typer

from hostwright_cli.commands.operations import Timeout, followed
from hostwright_cli.errors import CommandError
from hostwright_cli.output import moment, money
from hostwright_cli.session import Json, Session, start

_PAUSE = 2.0

group = typer.Typer(help="Services of the account.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="SERVICE", help="Its host name, or its id.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until it is done.")]


def found(session: Session, name: str) -> Any:
    """Return the service of that host name or id; raises CommandError."""
    services = list(session.client.pages("/services"))
    hits = [one for one in services if name in (one["hostname"], one["id"])]
    live = [one for one in hits if one["status"] != "deleted"] or hits
    if not live:
        raise CommandError(f"There is no service {name}.")
    if len(live) > 1:
        ids = ", ".join(one["id"] for one in live)
        raise CommandError(f"Several services are called {name}, choose one by its id: {ids}")
    return live[0]


@group.command("list")
def show_all(*, as_json: Json = False) -> None:
    """List the services."""
    session = start(as_json=as_json)
    session.output.table(
        list(session.client.pages("/services")),
        ("name", lambda one: one["hostname"]),
        ("status", lambda one: one["status"]),
        ("plan", lambda one: one["plan_name"]),
        ("image", lambda one: one["image_name"]),
        ("price", lambda one: f"{money(one['price'])}/{one['period']}"),
        ("paid through", lambda one: moment(one["paid_through"])),
        ("address", lambda one: one["address"] or "-"),
    )


@group.command("show")
def show(name: Name, *, as_json: Json = False) -> None:
    """Show one service."""
    session = start(as_json=as_json)
    one = found(session, name)
    said = {
        "name": one["hostname"],
        "id": one["id"],
        "status": one["status"],
        "plan": one["plan_name"],
        "size": f"{one['cpu_millis'] / 1000:g} vCPU, {one['memory_mb']} MiB, {one['disk_gb']} GiB",
        "image": one["image_name"],
        "price": f"{money(one['price'])}/{one['period']}",
        "paid through": moment(one["paid_through"]),
        "address": one["address"] or "-",
    }
    session.output.show(one, (f"{head + ':':<14}{value}" for head, value in said.items()))


def _act(verb: str, name: str, *, wait: bool, timeout: float, as_json: bool) -> None:
    session = start(as_json=as_json)
    one = found(session, name)
    operation = session.client.post(f"/services/{one['id']}/actions/{verb}")
    if wait:
        operation = followed(session, operation, timeout)
    words = f"{verb} of {one['hostname']}: {operation['state']} (operation {operation['id']})"
    session.output.show(operation, [words])


@group.command("start")
def switch_on(
    name: Name, *, wait: Wait = False, timeout: Timeout = 600, as_json: Json = False
) -> None:
    """Start a service."""
    _act("start", name, wait=wait, timeout=timeout, as_json=as_json)


@group.command("stop")
def switch_off(
    name: Name, *, wait: Wait = False, timeout: Timeout = 600, as_json: Json = False
) -> None:
    """Stop a service."""
    _act("stop", name, wait=wait, timeout=timeout, as_json=as_json)


@group.command("restart")
def restart(
    name: Name, *, wait: Wait = False, timeout: Timeout = 600, as_json: Json = False
) -> None:
    """Restart a service."""
    _act("restart", name, wait=wait, timeout=timeout, as_json=as_json)


@group.command("logs")
def logs(
    name: Name,
    *,
    tail: Annotated[int, typer.Option(help="How many lines.", min=1, max=1000)] = 100,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Keep printing until Ctrl-C.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print the last lines of a service's output."""
    session = start(as_json=as_json)
    path = f"/services/{found(session, name)['id']}/logs"
    lines = session.client.get(path, tail=tail)["lines"]
    if not follow:
        session.output.show(lines, lines)
        return
    known: list[str] = []
    while True:
        for line in fresh(known, lines):
            typer.echo(line)
        time.sleep(_PAUSE)
        known, lines = lines, session.client.get(path, tail=tail)["lines"]


def fresh(known: list[Any], now: list[Any]) -> list[Any]:
    """Return the lines of `now` that come after those known, by the longest overlap."""
    for size in range(min(len(known), len(now)), 0, -1):
        if known[-size:] == now[:size]:
            return now[size:]
    return now
