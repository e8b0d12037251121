"""Commands about nodes."""

import asyncio
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.cli.running import run
from app.core.errors import AppError
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeOptions


def register_node(  # noqa: PLR0913  a value of the node each
    *,
    name: Annotated[str | None, typer.Option(help="Name of the node; default local-DRIVER")] = None,
    region: Annotated[str | None, typer.Option(help="Where it is, in your words")] = None,
    driver: Annotated[str | None, typer.Option(help="docker, or a name of DRIVER_PLUGINS")] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            help="unix:///path or tcp://host:port; default DOCKER_ENGINE, then the socket"
        ),
    ] = None,
    bind: Annotated[
        str | None, typer.Option(help="Address on which ports of services are opened")
    ] = None,
    public_host: Annotated[
        str | None, typer.Option(help="Name or address in the URLs customers see")
    ] = None,
    internal_host: Annotated[
        str | None, typer.Option(help="Name or address under which the panel reaches the ports")
    ] = None,
    ports: Annotated[str | None, typer.Option(help="First and last port: 20000-20499")] = None,
    cpus: Annotated[float | None, typer.Option(help="Cores to offer; default all")] = None,
    memory_mb: Annotated[int | None, typer.Option(help="MiB to offer; default all")] = None,
    disk_gb: Annotated[int | None, typer.Option(help="GiB to offer; default what is free")] = None,
    cpu_overcommit: Annotated[
        int | None, typer.Option(help="How much of the cores may be sold, in percent; default 800")
    ] = None,
    memory_overcommit: Annotated[
        int | None, typer.Option(help="How much of the memory may be sold, in percent; default 100")
    ] = None,
) -> None:
    """Register a node: by Docker where an engine answers, else this machine by a plug-in.

    What is left out is found. A node of that name is updated with what is given, and only with it.
    """
    first, _, last = (ports or "").partition("-")
    try:
        options = NodeOptions(
            name=name,
            region=region,
            driver=driver,
            endpoint=endpoint,
            host=bind,
            public_host=public_host,
            internal_host=internal_host,
            port_from=int(first) if ports else None,
            port_to=int(last or first) if ports else None,
            cpu_millis=None if cpus is None else round(cpus * 1000),
            memory_mb=memory_mb,
            disk_gb=disk_gb,
            cpu_overcommit_percent=cpu_overcommit,
            memory_overcommit_percent=memory_overcommit,
        )
        typer.echo(_register(options))
    except ValidationError as wrong:
        faults = (f"{'.'.join(map(str, one['loc']))} {one['msg']}" for one in wrong.errors())
        typer.echo(f"register-node: {'; '.join(faults)}", err=True)
        raise typer.Exit(2) from wrong
    except (AppError, ValueError) as refused:
        text = refused.message if isinstance(refused, AppError) else str(refused)
        typer.echo(f"register-node: {text}", err=True)
        raise typer.Exit(1) from refused


def _register(options: NodeOptions) -> str:
    """Register what is found and return what happened in one line."""
    node = asyncio.run(nodes.detect_node(options))
    told: list[str] = []

    async def work(session: AsyncSession) -> None:
        made = await nodes.register_detected(session, node, options)
        changed = "updated " + ", ".join(made.changed) if made.changed else "nothing changed"
        told.append("registered" if made.created else f"known already, {changed}")

    run(work)
    return f"{node.name}: {node.driver} at {node.endpoint}: {told[0]}"
